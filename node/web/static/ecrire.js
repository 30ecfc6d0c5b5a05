// The editor's comforts: a draft kept in this browser, a preview from the
// server. <form data-draft="key"> with named fields, an optional
// [data-state] line, and [data-preview] beside a hidden button[data-show-preview].
const form = document.querySelector('form[data-draft]');
const english = document.documentElement.lang === 'en';
const say = (text) => {
  const line = form.querySelector('[data-state]');
  if (line) line.textContent = text;
};

function keptFields() {
  return [...form.elements].filter((field) => field.name && field.name !== 'csrf' &&
    /^(text|textarea|select-one|url|date)$/.test(field.type));
}

function autosave() {
  const key = `essaim:${form.dataset.draft}`;
  let timer = 0;
  const values = () => Object.fromEntries(keptFields().map((field) => [field.name, field.value]));
  const save = () => {
    try {
      localStorage.setItem(key, JSON.stringify(values()));
      say(english ? 'Draft kept in this browser' : 'Brouillon gardé dans ce navigateur');
    } catch {
      say(english ? 'The draft cannot be kept here' : 'Le brouillon ne peut pas être gardé ici');
    }
  };
  try {
    let kept = JSON.parse(localStorage.getItem(key) ?? 'null');
    // A text that was sent comes back only to someone who goes back for it.
    const way = performance.getEntriesByType('navigation')[0]?.type;
    if (kept?.['essaim:sent'] && way === 'navigate') {
      localStorage.removeItem(key);
      kept = null;
    }
    // What the server sent (a text being corrected) wins over an old draft.
    if (kept && keptFields().every((field) => field.type === 'select-one' || field.value === '')) {
      for (const field of keptFields()) if (kept[field.name] !== undefined) field.value = kept[field.name];
      say(english ? 'Your draft is back' : 'Votre brouillon est revenu');
    }
  } catch { /* an unreadable draft is no draft */ }
  form.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(save, 800); });
  form.addEventListener('submit', () => {
    clearTimeout(timer);
    try {
      localStorage.setItem(key, JSON.stringify({ ...values(), 'essaim:sent': true }));
    } catch { /* the server has the text by now */ }
  });
}

function preview() {
  const button = form.querySelector('button[data-show-preview]');
  const box = document.querySelector('[data-preview]');
  if (!button || !box) return;
  button.hidden = false;
  button.addEventListener('click', async () => {
    box.hidden = false;
    box.setAttribute('aria-busy', 'true');
    try {
      const answer = await fetch('/ecrire/apercu', { method: 'POST', body: new URLSearchParams(new FormData(form)) });
      if (!answer.ok) throw new Error(String(answer.status));
      box.innerHTML = await answer.text(); // rendered and filtered by our own server
    } catch {
      box.textContent = english ? 'The preview is not available' : 'L’aperçu n’est pas disponible';
    }
    box.removeAttribute('aria-busy');
  });
}

if (form) {
  autosave();
  preview();
}
