/** Text has a contrast of at least 4.5 to 1 on what it stands on, in both schemes; no colour carries meaning alone. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #f6f7f9; --card: #fff; --ink: #1b1f24; --soft: #545c66; --line: #d5dae0; --code: #eef1f4; --link: #0a58ad; --focus: #0a58ad;
  --error: #b3191d; --warning: #8a5300; --info: #0a58ad; --unknown: #6b3fa0; --accepted: #545c66; --pass: #17692f; --rest: #67707b;
  --own: #2f6fb7; --base: #8a93a0; --track: #e4e8ed;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #14171a; --card: #1d2125; --ink: #e8eaed; --soft: #aeb6bf; --line: #3a4149; --code: #272c32; --link: #7ab7ff; --focus: #7ab7ff;
    --error: #ff8a80; --warning: #f2b455; --info: #7ab7ff; --unknown: #cda9ff; --accepted: #aeb6bf; --pass: #7ed491; --rest: #aeb6bf;
    --own: #5b9ee6; --base: #7b8591; --track: #2b3138;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.page { max-width: 64rem; margin: 0 auto; padding: 1rem; }
a { color: var(--link); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--card); padding: .5rem 1rem; z-index: 1; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
code, pre { font: .875rem/1.5 ui-monospace, monospace; }
code { background: var(--code); border-radius: 3px; padding: 0 .25em; }
pre { background: var(--code); border-radius: 6px; margin: .5rem 0; padding: .5rem .75rem; white-space: pre-wrap; }
pre code { background: none; padding: 0; }
.card, header { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 1rem; margin: 0 0 1rem; }
header { border-left-width: 8px; }
header.good { border-left-color: var(--pass); }
header.bad { border-left-color: var(--error); }
.verdict { font-weight: 700; margin: 0 0 .25rem; }
.good .verdict { color: var(--pass); }
.bad .verdict { color: var(--error); }
.words, .said { color: var(--soft); margin: .25rem 0 0; }
.facts { display: flex; flex-wrap: wrap; gap: .5rem 2rem; margin: .75rem 0 0; }
.facts div { min-width: 0; }
dt { color: var(--soft); font-size: .875rem; }
dd { margin: 0; }
.tiles { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; list-style: none; margin: 0; padding: 0; }
.tiles strong { font-size: 1.25rem; }
svg { display: block; width: 100%; }
.outcomes { height: .75rem; margin: 0 0 .75rem; border-radius: 4px; }
.bar { height: .625rem; min-width: 4rem; }
.track { fill: var(--track); }
rect.own { fill: var(--own); } rect.base, rect.other { fill: var(--base); }
rect.error { fill: var(--error); } rect.warning { fill: var(--warning); } rect.info { fill: var(--info); }
rect.unknown { fill: var(--unknown); } rect.pass { fill: var(--pass); }
rect.accepted, rect.not-applicable, rect.not-run { fill: var(--track); }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--soft); padding: 0 0 .5rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .75rem .25rem 0; font-weight: 400; }
thead th { color: var(--soft); font-size: .875rem; border-bottom: 1px solid var(--line); overflow-wrap: normal; }
td { white-space: nowrap; }
.list td { white-space: normal; }
.list p { margin: 0; }
.drawn { width: 30%; vertical-align: middle; }
.pair { display: flex; flex-wrap: wrap; gap: 0 1rem; align-items: flex-start; }
.pair .card { flex: 1 1 min(100%, 20rem); }
.pair .card:first-child { flex: 2 1 min(100%, 30rem); }
/* A language that is written from the right must not turn round what stands beside it. */
code, dd, .message, .title, h1 { unicode-bidi: isolate; }
.tag { border: 1px solid var(--line); border-radius: 3px; color: var(--soft); font-size: .8125rem; padding: 0 .3em; }
fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
legend { float: left; margin: 0 1.25rem 0 0; font-weight: 700; }
.fields { display: flex; flex-wrap: wrap; gap: .5rem 1.25rem; align-items: center; margin: .75rem 0 .25rem; }
button, select, input[type=search] { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 5px; padding: .2rem .6rem; max-width: 100%; }
input[type=checkbox] { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; accent-color: var(--link); }
button { cursor: pointer; }
button:hover { background: var(--code); }
.choice { padding: .15rem 0; }
#shown { color: var(--soft); margin: 0; }
.checks > ul, .findings { list-style: none; margin: 0 0 1.25rem; padding: 0; }
.checks > ul > li { background: var(--card); border: 1px solid var(--line); border-radius: 6px; margin: 0 0 .375rem; }
summary, .flat { cursor: pointer; padding: .5rem .75rem; margin: 0; }
.flat { cursor: auto; }
summary:hover { background: var(--code); }
.sign { display: inline-block; width: 1.25em; text-align: center; font-weight: 700; }
.sign.error { color: var(--error); } .sign.warning { color: var(--warning); } .sign.info { color: var(--info); }
.sign.unknown { color: var(--unknown); } .sign.pass { color: var(--pass); }
.sign.accepted, .sign.not-applicable, .sign.not-run { color: var(--rest); }
.kind { color: var(--soft); font-size: .875rem; }
.id { font-weight: 700; }
.title, .count, .offline, .why, .measure { color: var(--soft); }
.body { border-top: 1px solid var(--line); padding: .5rem .75rem .75rem; }
.body p { margin: .25rem 0; }
.findings { margin: 0; }
.findings > li { border-left: 3px solid var(--line); padding: 0 0 0 .75rem; margin: .5rem 0; }
.repro { display: flex; flex-wrap: wrap; gap: .5rem; align-items: flex-start; margin: .5rem 0; }
.repro .label { color: var(--soft); padding: .5rem 0; }
.repro pre { flex: 1 1 20rem; margin: 0; min-width: 0; }
.repro button { margin: .25rem 0 0; }
.tools { columns: 14rem; margin: .5rem 0 0; padding: 0 0 0 1.25rem; }
footer { color: var(--soft); font-size: .875rem; }
[hidden] { display: none !important; }
@media (max-width: 40rem) { .drawn { display: none; } thead th:last-child { display: none; } td { padding-right: 0; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root { --paper: #fff; --card: #fff; --ink: #000; --soft: #333; --line: #999; --code: #f2f2f2; --link: #000; }
  .page { max-width: none; padding: 0; }
  #filter, .skip, button.copy { display: none; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .checks > ul > li, .card, header { break-inside: avoid; }
  a[href^="https"]::after { content: " (" attr(href) ")"; }
}
`;
