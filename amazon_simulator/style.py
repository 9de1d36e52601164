"""How the simulator's pages look. Nothing is loaded from elsewhere."""

CSS = """
:root { --ink: #1d2733; --soft: #5b6875; --line: #d9dfe5; --paper: #fff; --back: #f3f5f7; --accent: #1f5f8b; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.45 system-ui, sans-serif; }
header { background: var(--ink); color: #fff; padding: .7rem 1.5rem; display: flex; gap: 2rem; align-items: baseline; }
header a { color: #cfe3f2; margin-right: 1.2rem; text-decoration: none; }
header a:hover { text-decoration: underline; }
main { max-width: 1280px; margin: 1.2rem auto; padding: 0 1.2rem; }
h1 { font-size: 1.35rem; margin: 0 0 .8rem; }
h2 { font-size: 1.05rem; margin: 0 0 .6rem; }
a { color: var(--accent); }
section { background: var(--paper); border: 1px solid var(--line); border-radius: 8px; padding: 1rem 1.2rem;
  margin-bottom: 1rem; overflow-x: auto; }
.columns { display: grid;
  grid-template-columns: repeat(auto-fit, minmax(340px, 1fr)); gap: 0 1rem; align-items: start; }
table { border-collapse: collapse; width: 100%; margin-bottom: .8rem; }
th { text-align: left; color: var(--soft); font-weight: 600; font-size: .82rem; }
th, td { padding: .35rem .7rem .35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
form.inline { display: flex; flex-wrap: wrap; gap: .5rem .7rem; align-items: end; margin-bottom: .7rem; }
form.stacked label { display: block; margin-bottom: .5rem; }
form.stacked label input:not([type]) { width: 100%; }
.buttons { display: flex; flex-wrap: wrap; gap: 0 .7rem; }
label span { display: block; font-size: .8rem; color: var(--soft); }
input, select, button { font: inherit; padding: .3rem .5rem; border: 1px solid #b6c0ca; border-radius: 5px;
  background: #fff; color: inherit; max-width: 100%; }
input[type=number] { width: 6rem; }
input[type=radio], input[type=checkbox] { width: auto; margin-right: .4rem; }
button { background: var(--accent); border-color: var(--accent); color: #fff; cursor: pointer; }
button.danger { background: #fff; color: #a3302c; border-color: #c98; }
.badge { border-radius: 10px; padding: .05rem .55rem; font-size: .8rem; background: #e6ebf0; white-space: nowrap; }
.badge.UNSHIPPED, .badge.PARTIALLY_SHIPPED { background: #fdefc9; }
.badge.SHIPPED, .badge.DONE { background: #d5eeda; }
.badge.CANCELLED, .badge.UNFULFILLABLE, .badge.FATAL, .badge.lost { background: #f5d9d7; }
.message { background: #d5eeda; border-radius: 6px; padding: .5rem .9rem; margin-bottom: 1rem; }
.message.error { background: #f5d9d7; }
.soft { color: var(--soft); font-size: .88rem; }
.tabs a { margin-right: .9rem; }
code, pre { font: 13px/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; max-height: 30rem; overflow-y: auto; }
.whole { white-space: nowrap; }
.choice { display: block; padding: .5rem .2rem; border-bottom: 1px solid var(--line); }
.narrow { max-width: 560px; margin: 2rem auto; }
"""
