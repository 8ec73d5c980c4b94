// A deployment that runs: its states as they change; the whole page once it has ended.
const tones = ["good", "bad", "wait", "quiet"];
const place = document.querySelector("[data-events]");
if (place) follow();

function follow() {
  const source = new EventSource(place.dataset.events);
  let ended = false;
  source.addEventListener("message", (event) => {
    const news = JSON.parse(event.data);
    show(news);
    ended = news.ended;
  });
  source.addEventListener("over", () => {
    source.close();
    if (ended) location.reload();
  });
}

function show(news) {
  const state = document.getElementById("state");
  tone(state, news.tone);
  if (state.textContent !== news.state) state.textContent = news.state;
  document.getElementById("duration").textContent = news.duration;
  for (const [id, step] of Object.entries(news.steps)) {
    const row = document.querySelector(`[data-step="${CSS.escape(id)}"]`) ?? added(id, step);
    if (row) {
      const badge = row.querySelector(".badge");
      tone(badge, step.tone);
      badge.textContent = step.state;
      row.querySelector(".took").textContent = step.duration;
    }
    for (const node of document.querySelectorAll(`[data-node="${CSS.escape(id)}"]`)) {
      tone(node, step.tone);
    }
  }
}

// A line of the table for an operation that has just begun.
function added(id, step) {
  const steps = document.getElementById("steps");
  if (!steps) return null;
  const row = steps.insertRow();
  row.dataset.step = id;
  const name = document.createElement("th");
  name.scope = "row";
  name.textContent = step.name;
  row.append(name);
  row.insertCell().textContent = step.type;
  const badge = document.createElement("span");
  badge.className = "badge";
  row.insertCell().append(badge);
  row.insertCell().className = "took";
  return row;
}

function tone(element, wanted) {
  element.classList.remove(...tones);
  element.classList.add(wanted);
}
