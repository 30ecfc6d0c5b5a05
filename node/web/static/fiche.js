// The association's sheet: its note and its sentence follow what is typed.
// Without this module they show what was saved.
const form = document.querySelector('form[data-sheet]');
const note = document.querySelector('.billet');
const pitch = document.querySelector('[data-pitch]');

function follow() {
  // Text and colour are on two pages: each follows what it has.
  const has = (name) => form.elements[name] !== undefined;
  const value = (name) => form.elements[name].value.trim();
  for (const part of note.querySelectorAll('[data-show]')) {
    if (!has(part.dataset.show)) continue;
    part.textContent = value(part.dataset.show);
    const around = part.closest('[data-part]');
    if (around) around.hidden = part.textContent === '';
  }
  if (has('hue')) {
    const hue = form.elements.hue.value || '0';
    note.className = `billet h${hue}`;
    pitch.className = `pitch h${hue}`;
    note.querySelector('.ros').setAttribute('class', `ros h${hue}`);
  }
  if (!has('sentence')) return;
  const sentence = value('sentence');
  const accent = value('accent');
  const at = accent ? sentence.indexOf(accent) : -1;
  const parts = at < 0 ? [sentence, '', ''] : [sentence.slice(0, at), accent, sentence.slice(at + accent.length)];
  [...pitch.children].forEach((child, index) => { child.textContent = parts[index]; });
}

if (form && note && pitch) form.addEventListener('input', follow);
