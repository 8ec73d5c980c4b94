// What is nicer with scripts on every page. All of it works without them.
import { localTimes } from "./times.js";
import { copyButtons } from "./copy.js";

localTimes(document);
copyButtons(document);
