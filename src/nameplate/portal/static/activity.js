// Events as they happen: lines are added at the top of the list until somebody pauses it.
import { localTimes } from "./times.js";

const LONGEST = 200;
const table = document.querySelector("table[data-events]");
const region = document.getElementById("events");
const nothing = document.getElementById("no-events");
const bar = document.getElementById("live");
const state = document.getElementById("live-state");
const pause = document.getElementById("live-pause");
const waiting = [];
let added = 0;
let missed = 0; // came while the list was paused, and would not be shown any more

if (table && bar) {
  bar.hidden = false;
  pause.addEventListener("click", toggle);
  follow(table.dataset.events);
}

function follow(address) {
  const source = new EventSource(address);
  source.addEventListener("open", tell);
  source.addEventListener("message", (event) => {
    waiting.push(...JSON.parse(event.data));
    missed += waiting.splice(0, waiting.length - LONGEST).length;
    if (!paused()) show();
    tell();
  });
  source.addEventListener("over", () => {
    source.close();
    say("Following ended: you were signed out, or your roles changed. Load the page again to go on.");
  });
  source.addEventListener("error", () => say(source.readyState === EventSource.CLOSED
    ? "Following ended. Load the page again to go on."
    : "The server is not there just now. Trying again."));
}

function paused() {
  return pause.getAttribute("aria-pressed") === "true";
}

function toggle() {
  pause.setAttribute("aria-pressed", String(!paused()));
  if (!paused()) show();
  tell();
}

function tell() {
  if (paused()) say(waiting.length ? `Paused. ${missed + waiting.length} more since then.` : "Paused.");
  else say(added ? `Following. ${added} new.` : "Following.");
}

function show() {
  if (!waiting.length) return;
  const body = table.tBodies[0];
  for (const row of waiting) body.prepend(line(row));
  added += missed + waiting.length;
  waiting.length = missed = 0;
  while (body.rows.length > LONGEST) body.lastElementChild.remove();
  region.hidden = false;
  if (nothing) nothing.hidden = true;
}

function line(row) {
  const made = document.createElement("tr");
  made.className = "new";
  const head = element("th", "");
  head.scope = "row";
  const link = element("a", "");
  link.href = new URL(row.href, location.origin).pathname;
  link.append(element("span", `${row.kind}: ${row.action}`));
  head.append(link);
  const badge = element("span", row.outcome);
  badge.className = `badge ${row.tone}`;
  const what = element("span", row.what);
  what.title = row.whole;
  const time = element("time", row.time);
  time.dateTime = row.time;
  time.title = row.time;
  made.append(head, cell(badge), element("td", row.who), cell(what), cell(time));
  localTimes(made);
  return made;
}

function cell(child) {
  const made = document.createElement("td");
  made.append(child);
  return made;
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}
