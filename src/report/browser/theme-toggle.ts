/// <reference lib="dom" />
const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "dse-report-theme";

/** The button that goes from the system's theme to light to dark; remembered where the browser allows. */
export function startThemeToggle(): void {
  const button = document.querySelector<HTMLButtonElement>("#theme");
  if (!button) return;
  let theme = remembered();
  const show = (): void => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
    button.textContent = `Theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? "system";
    remember(theme);
    show();
  });
  button.hidden = false;
  show();
}

/** Storage may be refused for files; the theme then lasts as long as the page. */
function remembered(): Theme {
  try {
    return THEMES.find((theme) => theme === localStorage.getItem(KEY)) ?? "system";
  } catch {
    return "system";
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    return;
  }
}
