
"use strict";
const form = document.getElementById("form"), paste = document.getElementById("paste");
const input = document.getElementById("file"), drop = document.getElementById("drop");
const chosen = document.getElementById("chosen"), removal = document.getElementById("drop-file");
const go = document.getElementById("go"), state = document.getElementById("state");
const problem = document.getElementById("error"), downloads = document.getElementById("downloads");
const hint = chosen.innerHTML;
const tell = (vi, en) => page.dataset.lang === "vi" ? vi : en;
let file = null, sent = null;

function choose(one) {
  file = one ?? null;
  removal.hidden = !file;
  if (file) chosen.textContent = `${file.name} (${Math.ceil(file.size / 1024).toLocaleString(page.lang)} KB)`;
  else { chosen.innerHTML = hint; input.value = ""; }
}

/* What is asked for, kept for downloads: a page's source that was pasted goes as a file. */
function collect() {
  const text = paste.value, body = new FormData();
  const fields = {province: document.getElementById("province").value.trim(), published: document.getElementById("published").value};
  if (!file && !text.trim()) return null;
  const source = !file && /^\s*<(!doctype|html)/i.test(text);
  if (!file && !source) {
    const known = Object.fromEntries(Object.entries(fields).filter(([, value]) => value));
    return {body: JSON.stringify({text, ...known}), headers: {"Content-Type": "application/json"}, name: "bulletin"};
  }
  body.append("file", file ?? new Blob([text], {type: "text/html"}), file?.name ?? "bulletin.html");
  for (const [name, value] of Object.entries(fields)) if (value) body.append(name, value);
  return {body, headers: {}, name: (file?.name ?? "bulletin").replace(/\.[^.]*$/, "")};
}

async function ask(wanted, format) {
  const answer = await fetch(`/extract?format=${format}${format === "csv" ? "&bom=true" : ""}`,
    {method: "POST", body: wanted.body, headers: wanted.headers});
  if (!answer.ok) {
    const said = await answer.json().catch(() => ({}));
    throw new Error(said.error ?? `HTTP ${answer.status}`);
  }
  return answer;
}

function fail(error) {
  problem.textContent = error instanceof TypeError ? tell("Không gọi được dịch vụ.", "The service does not answer.") : error.message;
  problem.hidden = false;
}

async function during(button, work) {
  problem.hidden = true;
  button.disabled = true;
  state.textContent = tell("Đang đọc…", "Reading…");
  try { await work(); } catch (error) { fail(error); } finally {
    button.disabled = false;
    state.textContent = "";
  }
}

form.addEventListener("submit", event => {
  event.preventDefault();
  const wanted = collect();
  if (!wanted) return fail(new Error(tell("Chưa có văn bản hay tệp nào.", "There is no text and no file yet.")));
  during(go, async () => {
    const answer = await ask(wanted, "html");
    const read = new DOMParser().parseFromString(await answer.text(), "text/html");
    pinned = [];
    clear();
    document.getElementById("result").replaceChildren(...read.getElementById("result").childNodes);
    const note = answer.headers.get("Extractor-Note");
    if (note) fail(new Error(decodeURIComponent(note)));
    sent = wanted;
    downloads.hidden = false;
    switchTo(page.dataset.lang);
    document.getElementById("input").open = false;
    const title = document.querySelector("#result h1");
    document.title = title.textContent;
    title.tabIndex = -1;
    title.focus();
  });
});

downloads.addEventListener("click", event => {
  const button = event.target.closest("[data-format]");
  if (!button || !sent) return;
  during(button, async () => {
    const format = button.dataset.format, link = document.createElement("a");
    link.href = URL.createObjectURL(await (await ask(sent, format)).blob());
    link.download = `${sent.name}.${format}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  });
});

input.addEventListener("change", () => choose(input.files[0]));
removal.addEventListener("click", () => { choose(null); input.focus(); });
paste.addEventListener("input", () => { if (file && paste.value) choose(null); });
for (const kind of ["dragover", "drop", "dragleave"]) document.addEventListener(kind, event => {
  if (kind !== "dragleave" && !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  drop.classList.toggle("over", kind === "dragover");
  if (kind !== "drop" || !event.dataTransfer.files.length) return;
  document.getElementById("input").open = true;
  paste.value = "";
  choose(event.dataTransfer.files[0]);
});
