// The editor's memory: what is typed in <form data-draft="key"> is kept in this
// browser until it is sent, and comes back after a lost session. The line
// [data-state] says so.
const form = document.querySelector('form[data-draft]');
const english = document.documentElement.lang === 'en';

const fields = () => [...form.elements].filter((field) => field.name &&
  /^(text|textarea|select-one|date|time)$/.test(field.type));
const values = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));
const say = (text) => { form.querySelector('[data-state]').textContent = text; };

function bring_back(key) {
  let kept = JSON.parse(localStorage.getItem(key) ?? 'null');
  // A text that was sent comes back only to someone who goes back for it.
  const way = performance.getEntriesByType('navigation')[0]?.type;
  if (kept?.['essaim:sent'] && way === 'navigate') {
    localStorage.removeItem(key);
    kept = null;
  }
  // What the server sent (a text being corrected) wins; what it only proposes does not.
  const free = 'prefilled' in form.dataset ||
    fields().every((field) => field.type === 'select-one' || field.value === '');
  if (!kept || !free) return;
  for (const field of fields()) if (kept[field.name] !== undefined) field.value = kept[field.name];
  say(english ? 'Your draft is back.' : 'Votre brouillon est revenu.');
}

function remember(key) {
  let timer = 0;
  const save = () => {
    try {
      localStorage.setItem(key, JSON.stringify(values()));
      say(english ? 'Kept in this browser.' : 'Gardé dans ce navigateur.');
    } catch {
      say(english ? 'This browser cannot keep the draft.' : 'Ce navigateur ne peut pas garder le brouillon.');
    }
  };
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(save, 800); });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    try {
      localStorage.setItem(key, JSON.stringify({ ...values(), 'essaim:sent': true }));
    } catch { /* the server has the text by now */ }
  });
}

if (form) {
  const key = `essaim:${form.dataset.draft}`;
  try { bring_back(key); } catch { /* an unreadable draft is no draft */ }
  remember(key);
}
