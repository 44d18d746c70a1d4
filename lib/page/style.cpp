#include "page/frame.hpp"

namespace selfopt::page {

// Layers of charts have the colours c0 to c6, told apart by people who see colours in another way,
// too (after Okabe and Ito); c6 is for what is left.
const char* const k_style = R"css(:root {
  color-scheme: light dark;
  --ink: #1b1f24; --pale: #57606a; --line: #d8dee4; --paper: #ffffff; --ground: #f6f8fa;
  --bar: #1f7a6d; --good: #1a7f37; --bad: #b3261e; --link: #0b5cad;
  --c0: #1f7a6d; --c1: #d98a00; --c2: #3b73b9; --c3: #b5518f; --c4: #7aa32c; --c5: #c4511f;
  --c6: #9aa4af;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ink: #e6edf3; --pale: #9da7b3; --line: #30363d; --paper: #12161c; --ground: #1a2028;
    --bar: #4fb3a1; --good: #56c271; --bad: #ff8a80; --link: #7db8f5;
    --c0: #4fb3a1; --c1: #e8ab45; --c2: #6ba3e6; --c3: #d987b8; --c4: #a5c95c; --c5: #e8865c;
    --c6: #6b7682;
  }
}
* { box-sizing: border-box; }
body { margin: 0; font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1.25rem 3rem; }
h1 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .6rem; }
p { margin: .4rem 0; max-width: 60rem; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, summary:focus-visible, .wide:focus-visible {
  outline: 2px solid var(--link); outline-offset: 2px; }
.pale { color: var(--pale); }
nav { display: flex; flex-wrap: wrap; gap: .4rem; margin: .9rem 0 0; }
nav a { padding: .15rem .7rem; border: 1px solid var(--line); border-radius: 1rem;
  text-decoration: none; }
nav a[aria-current] { background: var(--ink); border-color: var(--ink); color: var(--paper); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem;
  margin: 1.25rem 0 0; padding: 0; }
.tiles div { background: var(--ground); border: 1px solid var(--line); border-radius: .5rem;
  padding: .6rem .85rem; }
.tiles dt { color: var(--pale); font-size: .87rem; }
.tiles dd { margin: 0; font-size: 1.3rem; line-height: 1.35; font-variant-numeric: tabular-nums; }
.tiles .bad dd { color: var(--bad); font-weight: 600; }
.tiles small { display: block; color: var(--pale); font-size: .82rem; line-height: 1.35; }
svg { display: block; }
.chart { width: 100%; }
.chart text { fill: var(--pale); font-size: 12px; }
.chart .above { fill: var(--ink); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; }
.chart line { stroke: var(--line); }
.chart .mark { stroke: var(--ink); stroke-dasharray: 3 3; }
.chart .flag, .chart .foretold { fill: var(--ink); }
.c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); }
.c4 { fill: var(--c4); } .c5 { fill: var(--c5); } .c6 { fill: var(--c6); }
.legend { display: flex; flex-wrap: wrap; gap: .2rem 1.1rem; margin: .5rem 0 0; padding: 0;
  list-style: none; font-size: .88rem; color: var(--pale); }
.legend svg { display: inline-block; margin-right: .4rem; }
.bar { width: 100%; min-width: 4rem; height: .4rem; margin-top: .2rem; }
.bar .whole { fill: var(--line); } .bar .part { fill: var(--bar); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; color: var(--pale); padding-bottom: .3rem; }
th, td { text-align: right; padding: .45rem .7rem; border-bottom: 1px solid var(--line);
  vertical-align: top; white-space: nowrap; font-variant-numeric: tabular-nums; }
th:first-child, td:first-child { padding-left: 0; }
th:last-child, td:last-child { padding-right: 0; }
th { color: var(--pale); font-weight: normal; }
th.text, td.text { text-align: left; white-space: normal; overflow-wrap: anywhere; min-width: 11rem; }
td.sql { min-width: 18rem; }
td.sql a { text-decoration: none; }
td.sql a:hover, td.sql a:focus-visible { text-decoration: underline; }
code, pre { font: .87rem/1.45 ui-monospace, "DejaVu Sans Mono", monospace; }
code { overflow-wrap: anywhere; }
time, code.command { white-space: nowrap; }
td.sql code { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3;
  line-clamp: 3; overflow: hidden; }
td.sql summary { display: block; cursor: pointer; }
td.sql details[open] code { -webkit-line-clamp: none; line-clamp: none; }
pre { margin: .5rem 0; padding: .6rem .8rem; background: var(--ground); border: 1px solid var(--line);
  border-radius: .4rem; white-space: pre-wrap; overflow-wrap: anywhere; }
pre.plan { white-space: pre; overflow-x: auto; }
.card { border: 1px solid var(--line); border-radius: .5rem; padding: .75rem 1rem; margin: .75rem 0; }
.card h3 { margin: 0; font-size: 1rem; overflow-wrap: anywhere; }
.facts { color: var(--pale); margin: .15rem 0; }
.badge { display: inline-block; padding: 0 .5rem; border: 1px solid currentcolor; border-radius: 1rem;
  font-size: .82rem; font-weight: 600; }
.good { color: var(--good); } .bad { color: var(--bad); }
.empty { padding: .8rem 1rem; border: 1px dashed var(--line); border-radius: .5rem;
  color: var(--pale); }
.empty code { color: var(--ink); }
img { max-width: 100%; height: auto; }
button { font: inherit; font-size: .87rem; padding: .1rem .7rem; color: var(--ink);
  background: var(--ground); border: 1px solid var(--line); border-radius: .4rem; cursor: pointer; }
footer { margin-top: 2.5rem; color: var(--pale); font-size: .88rem; }
@media (max-width: 40rem) {
  main { padding: 1rem .9rem 2rem; }
  .tiles { grid-template-columns: repeat(2, 1fr); gap: .5rem; }
  .tiles dd { font-size: 1.15rem; }
  .chart .second { display: none; }
  th, td { padding-left: .4rem; padding-right: .4rem; }
  th.text, td.text { min-width: 8rem; }
  td.sql { min-width: 12rem; }
}
)css";

}  // namespace selfopt::page
