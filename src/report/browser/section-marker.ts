/// <reference lib="dom" />
/// <reference lib="dom.iterable" />

/** Marks in the navigation the section that is being read. */
export function startSectionMarker(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>("nav a")].map(
      (link) => [link.hash.slice(1), link] as const,
    ),
  );
  const sections = [...document.querySelectorAll<HTMLElement>("main > section")];
  const visible = new Set<string>();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries)
        if (isIntersecting) visible.add(target.id);
        else visible.delete(target.id);
      const current = sections.find(({ id }) => visible.has(id))?.id;
      for (const [id, link] of links)
        if (id === current) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
    },
    { rootMargin: "-20% 0px -70% 0px" },
  );
  for (const section of sections) observer.observe(section);
}
