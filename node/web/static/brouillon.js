// The desk, on the node too: what is typed in <form data-kept> is sent every
// twenty seconds while it changes, and when the window is left, so that another
// device can go on. ecrire.js keeps it in this browser; the page works without.
const form = document.querySelector('form[data-kept]');
const names = ['title', 'summary', 'source', 'warning', 'language', 'categories', 'cite', 'later_day', 'later_time'];

const typed = () => new URLSearchParams(names.filter((name) => form.elements[name])
  .map((name) => [name, form.elements[name].value]));
let known = '';
let over = false;

async function keep() {
  const now = typed();
  const text = now.toString();
  if (over || text === known || (!now.get('title') && !now.get('source'))) return;
  known = text;
  now.append('csrf', form.elements.csrf.value);
  now.append('formulaire', form.dataset.draft);
  try {
    const answer = await fetch(form.dataset.kept, {
      method: 'POST', body: now, redirect: 'error', keepalive: text.length < 50000 });
    if (!answer.ok) throw new Error(answer.status);
    form.querySelector('[data-state]').textContent = await answer.text();
  } catch {
    known = '';  // the next turn tries again
  }
}

if (form) {
  known = typed().toString();
  setInterval(keep, 20000);
  addEventListener('blur', keep);
  document.addEventListener('visibilitychange', () => { if (document.hidden) keep(); });
  form.addEventListener('submit', () => { over = true; });
}
