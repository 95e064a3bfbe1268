import { cssVariables } from "../charts/theme.ts";

const SYSTEM_DOTS = Array.from({ length: 8 }, (_, i) => `.s${i}::before{background:var(--system-${i})}`).join(
  "",
);

const LIGHT = `${cssVariables("light")};--page:#f7f8f9;--accent:#0b5cad;--good:#19713b;--bad:#b42318;--doubt:#8a5a00;--tint:#eef1f4;--shadow:0 1px 2px #1018280d`;
const DARK = `${cssVariables("dark")};--page:#121519;--accent:#79b8ff;--good:#63c98a;--bad:#ff8a7a;--doubt:#e5b55a;--tint:#232932;--shadow:none`;

/** The whole style of the page; no font, image or import from anywhere. */
export function pageStyle(): string {
  return `
:root{${LIGHT};color-scheme:light}
@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){${DARK};color-scheme:dark}}
@media screen{:root[data-theme=dark]{${DARK};color-scheme:dark}}
*{box-sizing:border-box}
@media (prefers-reduced-motion:no-preference){html{scroll-behavior:smooth}}
html{scroll-padding-top:1.5rem;-webkit-text-size-adjust:100%}
body{margin:0;background:var(--page);color:var(--text);font:15px/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",sans-serif;font-variant-numeric:tabular-nums;display:grid;grid-template-columns:15rem minmax(0,1fr)}
a{color:var(--accent);text-decoration-thickness:1px;text-underline-offset:2px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:3px}
.skip{position:absolute;left:-99rem}
.skip:focus{left:1rem;top:1rem;background:var(--surface);padding:.5rem 1rem;z-index:9}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
nav{position:sticky;top:0;height:100vh;overflow:auto;padding:1.6rem 1.1rem;border-right:1px solid var(--grid);background:var(--surface);display:flex;flex-direction:column;gap:1rem}
nav .brand{margin:0;font-weight:650;letter-spacing:-.01em}
nav ul{list-style:none;margin:0;padding:0;flex:1}
nav a{display:block;padding:.26rem .55rem;border-radius:5px;color:var(--muted);text-decoration:none;font-size:.87rem;line-height:1.35}
nav a:hover{color:var(--text);background:var(--tint)}
nav a[aria-current]{color:var(--text);background:var(--tint);font-weight:600}
nav .inner a{padding-left:1.3rem}
button{font:inherit;font-size:.82rem;color:var(--text);background:var(--tint);border:1px solid var(--grid);border-radius:6px;padding:.32rem .7rem;cursor:pointer}
main{padding:2.2rem clamp(1rem,3.2vw,3rem) 4rem;max-width:130rem;min-width:0;width:100%}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.02em;margin:0 0 .4rem;font-weight:680}
.question{font-size:1.12rem;color:var(--muted);margin:0;max-width:52rem}
h2{font-size:1.3rem;letter-spacing:-.012em;margin:0 0 .7rem;font-weight:650}
h3{font-size:1rem;margin:1.5rem 0 .5rem;font-weight:620}
section{margin-top:2.8rem;padding-top:1.6rem;border-top:1px solid var(--grid)}
header+section,noscript+section{margin-top:1.6rem}
p{max-width:52rem}
.note{color:var(--muted);font-size:.88rem;margin:.4rem 0 .9rem}
small{display:block;color:var(--muted);font-size:.78rem;font-weight:400;line-height:1.35}
summary small,li small{display:inline}
.scroll{overflow-x:auto;background:var(--surface);border:1px solid var(--grid);border-radius:9px;box-shadow:var(--shadow);margin:.6rem 0 1rem}
.tall{max-height:40rem;overflow:auto}
.tall thead tr>*{position:sticky;top:0;z-index:1}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{padding:.5rem .7rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--grid)}
tbody tr:last-child>*{border-bottom:0}
thead tr>*{font-weight:550;color:var(--muted);font-size:.8rem;vertical-align:bottom;background:var(--tint)}
tbody th{font-weight:500;min-width:8rem}
tbody tr:hover>*{background:color-mix(in srgb,var(--tint) 55%,transparent)}
.figure{text-align:right}
td.figure{white-space:nowrap}
td.figure small{white-space:normal}
td b{font-weight:640}
abbr{text-decoration:none;cursor:help}
.system,.degrees{white-space:nowrap}
td .system{white-space:normal}
.system::before{content:"";display:inline-block;width:.62em;height:.62em;border-radius:2px;margin-right:.5em}
${SYSTEM_DOTS}
.counts{display:flex;flex-wrap:wrap;gap:.6rem 2.4rem;margin:1.1rem 0;font-size:.88rem}
.counts dt{color:var(--muted);font-size:.78rem}
.counts dd{margin:0}
.misfit{border-left:3px solid var(--bad);background:var(--surface);padding:.55rem .9rem;margin:.6rem 0;font-size:.88rem;border-radius:0 7px 7px 0;box-shadow:var(--shadow)}
.misfit p{margin:.1rem 0;max-width:none}
.charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,28rem),1fr));gap:1rem;margin:1rem 0}
@media (min-width:62rem){.charts>.chart:last-child:nth-child(odd){grid-column:1/-1}}
.chart{margin:0;padding:.9rem 1rem 1rem;background:var(--surface);border:1px solid var(--grid);border-radius:9px;box-shadow:var(--shadow);min-width:0}
.chart figcaption{font-size:.8rem;color:var(--muted);line-height:1.4;margin-bottom:.6rem}
.chart figcaption strong{display:block;color:var(--text);font-size:.94rem;font-weight:620}
.plot{width:100%;min-height:3rem}
.plot svg{display:block;max-width:100%;height:auto}
.chart[data-state=failed] .plot::after{content:"This chart could not be drawn.";color:var(--bad);font-size:.85rem}
details{background:var(--surface);border:1px solid var(--grid);border-radius:9px;margin:.5rem 0;box-shadow:var(--shadow)}
summary{cursor:pointer;padding:.55rem .9rem;font-size:.9rem}
summary small{margin-left:.5rem}
details>.scroll{border:0;border-top:1px solid var(--grid);border-radius:0 0 9px 9px;margin:0;box-shadow:none}
details>ul{margin:.2rem 0 .9rem;font-size:.86rem;padding-right:1rem}
details>.charts{margin:0;padding:.2rem 1rem 1rem}
details .charts>.chart{box-shadow:none}
details>p{margin:.2rem 1rem .9rem;font-size:.86rem}
details>.chart{border:0;border-top:1px solid var(--grid);border-radius:0;box-shadow:none}
.plan{display:grid;grid-template-columns:repeat(auto-fill,minmax(11rem,1fr));gap:.5rem 1.2rem;margin:0;padding:.7rem 1rem 1rem;font-size:.86rem;border-top:1px solid var(--grid)}
.plan+.plan{padding-top:.8rem}
.plan dt{color:var(--muted);font-size:.77rem}
.plan dd{margin:0}
code{font:.84em/1.4 ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
pre{margin:0;padding:.6rem 1rem;overflow-x:auto;border-top:1px solid var(--grid);background:var(--tint)}
pre code{overflow-wrap:normal}
th button{font:inherit;color:inherit;background:none;border:0;padding:0;text-align:inherit}
th button::after{content:" ↕";opacity:.45}
th[aria-sort=ascending] button::after{content:" ↑";opacity:1}
th[aria-sort=descending] button::after{content:" ↓";opacity:1}
th .badge{margin-left:.3rem}
button:disabled{opacity:.5;cursor:default}
.claim{min-width:17rem;max-width:40rem}
.claim p{margin:.3rem 0}
.claim code{color:var(--muted)}
blockquote{margin:.35rem 0;padding-left:.7rem;border-left:2px solid var(--grid);color:var(--muted)}
blockquote:lang(zh){font-family:system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
.badge{display:inline-block;white-space:nowrap;font-size:.76rem;font-weight:550;padding:.05rem .5rem;border-radius:99px;border:1px solid currentColor;color:var(--muted)}
.badge.held,.badge.published,.badge.measured{color:var(--good)}
.badge.refuted{color:var(--bad)}
.badge.undecided,.badge.assumed,.badge.warning{color:var(--doubt)}
.badge.derived,.badge.calibrated{color:var(--accent)}
.badge.assumed,.badge.derived{border-style:dashed}
.badge.trust{font-weight:500;font-size:.72rem}
.badge.trust.validated{color:var(--good)}
.badge.trust.extrapolated{color:var(--doubt)}
.badge.trust.unvalidated{color:var(--bad);border-style:dashed}
.answer>p{font-size:1.06rem;margin:.45rem 0;max-width:70rem}
.answer .charts{align-items:start}
.fallen{font-size:.88rem;padding:.9rem 1rem;background:var(--surface);border:1px solid var(--grid);border-left:3px solid var(--bad);border-radius:9px;box-shadow:var(--shadow)}
.fallen h3{margin:0 0 .5rem}
.fallen ul{margin:0;padding-left:1.1rem}
.fallen li{margin:.25rem 0}
.fallen p{margin:.6rem 0 0}
.filter{display:flex;flex-wrap:wrap;gap:.5rem 1rem;align-items:center;margin:.8rem 0;font-size:.87rem}
.filter[hidden]{display:none}
.filter input[type=search]{font:inherit;color:var(--text);background:var(--surface);border:1px solid var(--grid);border-radius:6px;padding:.32rem .6rem;width:15rem}
#records tbody th,#worst td:nth-child(2){min-width:19rem}
#worst td:last-child{min-width:26rem}
#worst tbody th{white-space:nowrap}
.filter select{font:inherit;color:var(--text);background:var(--surface);border:1px solid var(--grid);border-radius:6px;padding:.32rem .6rem}
.filter .status{display:inline-flex;gap:.35rem;align-items:center;cursor:pointer}
.filter output{color:var(--muted)}
label.filter{gap:.4rem;margin:.6rem 0 0}
.inputs[hidden],tr[hidden],small[hidden]{display:none}
.save{display:flex;gap:.2rem;justify-content:flex-end;margin:.5rem -.4rem -.5rem 0}
.save button,.command button{font-size:.72rem;padding:.1rem .45rem;color:var(--muted);background:none}
.save button:hover{color:var(--text);background:var(--tint)}
.plot .role-legend-label text,.plot .role-legend-symbol path{pointer-events:auto;cursor:pointer}
.plot text[aria-pressed=false]{text-decoration:line-through;fill:var(--muted)}
button.origin{font:inherit;color:inherit;background:none;border:0;padding:0;text-align:inherit}
button.origin:hover{color:var(--accent);text-decoration:underline dotted}
dialog{max-width:min(56rem,94vw);color:var(--text);background:var(--surface);border:1px solid var(--grid);border-radius:11px;padding:1.3rem 1.5rem;font-size:.9rem;box-shadow:0 12px 40px #0004}
dialog::backdrop{background:#0007}
dialog dt{color:var(--muted);font-size:.78rem}
dialog dd{margin:0 0 .5rem}
dialog h3{margin:1rem 0 .4rem}
dialog .said b{font-size:1.15rem}
dialog>button{float:right;margin:0 0 .4rem 1rem}
dialog h2:focus{outline:0}
@media (max-width:40rem){dialog{padding:.9rem}}
#ask-room{padding:.3rem 1rem 1rem;border-top:1px solid var(--grid)}
.knobs{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,25rem),1fr));gap:.55rem 1.6rem;margin:.8rem 0;font-size:.87rem}
.knob{display:grid;grid-template-columns:8.5rem minmax(4rem,1fr) 6rem 4.4rem;gap:.1rem .6rem;align-items:center}
.knob select{grid-column:2/-1}
.knob small{grid-column:2/-1}
.knob.moved>span:first-child{font-weight:650;color:var(--accent)}
.knob input[type=range]{width:100%;accent-color:var(--accent)}
.knob input[type=number],.knob select{font:inherit;color:var(--text);background:var(--surface);border:1px solid var(--grid);border-radius:6px;padding:.2rem .45rem;width:100%}
.knobs>button{justify-self:start;align-self:center}
[data-state=searching] td:nth-child(3){opacity:.5}
#ask-room .scroll{max-width:70rem}
@media (max-width:40rem){.knob{grid-template-columns:minmax(0,1fr) 5rem 4.4rem}.knob>span:first-child,.knob select,.knob small{grid-column:1/-1}}
.command{display:flex;gap:.6rem;align-items:center;background:var(--tint);border-radius:7px;padding:.45rem .7rem}
.command code{flex:1}
.inputs td{min-width:5rem}
footer{margin-top:3rem;color:var(--muted);font-size:.85rem}
.tooltip{position:fixed;z-index:10;pointer-events:none;max-width:22rem;background:var(--surface);color:var(--text);border:1px solid var(--grid);border-radius:7px;box-shadow:0 4px 14px #0003;padding:.45rem .65rem;font-size:.8rem;line-height:1.45}
.tooltip[hidden]{display:none}
.tooltip dl{display:grid;grid-template-columns:auto auto;gap:0 .8rem;margin:0}
.tooltip dt{color:var(--muted)}
.tooltip dd{margin:0;text-align:right}
@media (scripting:none){.plot{display:none}.chart .scroll{max-height:24rem;overflow:auto}}
@media (scripting:enabled){.without-script{display:none}}
.chart .scroll{margin-bottom:0}
@media (max-width:62rem){
body{display:block}
nav{position:sticky;z-index:5;height:auto;flex-direction:row;align-items:center;gap:.6rem;padding:.45rem .8rem;border-right:0;border-bottom:1px solid var(--grid)}
nav .brand{display:none}
nav ul{display:flex;overflow-x:auto;scrollbar-width:none}
nav a{white-space:nowrap}
nav .inner a{padding-left:.55rem}
html{scroll-padding-top:4rem}
main{padding-top:1.3rem}
}
@media print{
nav,.skip,.filter,.save,.command button,form button,dialog{display:none!important}
th button::after{display:none}
body{display:block;background:#fff;font-size:10.5pt}
main{max-width:none;padding:0}
.charts{grid-template-columns:1fr 1fr}
.chart,table,.misfit,details{break-inside:avoid;box-shadow:none}
.inputs,.inputs table{break-inside:auto}
.scroll,.tall{overflow:visible;border:0;max-height:none}
.scroll table{font-size:7.5pt}
.scroll th,.scroll td{padding:.25rem .35rem;min-width:0!important;white-space:normal;overflow-wrap:break-word}
.scroll small,.scroll .badge,.scroll thead tr>*{font-size:inherit}
.scroll .badge,.scroll .system,.scroll .degrees{white-space:normal}
h2,h3{break-after:avoid}
}
`;
}
