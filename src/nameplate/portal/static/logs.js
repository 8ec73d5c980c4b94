// The log of an app, as it is printed.
const LONGEST = 200_000;
const log = document.querySelector("pre[data-events]");
const state = document.getElementById("log-state");

if (log) follow();

function follow() {
  const source = new EventSource(log.dataset.events);
  source.addEventListener("open", () => say("Following."));
  source.addEventListener("message", (event) => add(JSON.parse(event.data)));
  source.addEventListener("over", () => {
    source.close();
    say("The stream is over. Open the page again to go on.");
  });
  source.addEventListener("error", () => {
    say(source.readyState === EventSource.CLOSED
      ? "The log cannot be followed: the app is not hosted, or you were signed out."
      : "The server is not there just now. Trying again.");
  });
}

function add(text) {
  const below = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.textContent = (log.textContent + text).slice(-LONGEST);
  if (below) log.scrollTop = log.scrollHeight;
}

function say(words) {
  if (state.textContent !== words) state.textContent = words;
}
