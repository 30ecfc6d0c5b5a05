// Buttons above the text of <form data-draft>: bold, italic, title, list,
// quotation, link. They write the Markdown that the help beside them explains;
// without this module people type it. What they do can be undone (Ctrl+Z).
const text = document.querySelector('form[data-draft] textarea#source');
const english = document.documentElement.lang === 'en';

// Replaces what is selected, in a way that the browser can undo.
function write(words, from, to) {
  text.focus();
  if (!document.execCommand('insertText', false, words)) {
    text.setRangeText(words, text.selectionStart, text.selectionEnd, 'end');
    text.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (from !== undefined) text.setSelectionRange(from, to);
}

function around(mark, sample) {
  const { selectionStart: start, selectionEnd: end, value } = text;
  const words = value.slice(start, end) || sample;
  if (value.slice(start - mark.length, start) === mark && value.slice(end, end + mark.length) === mark) {
    text.setSelectionRange(start - mark.length, end + mark.length);
    write(words, start - mark.length, start - mark.length + words.length);
  } else {
    write(mark + words + mark, start + mark.length, start + mark.length + words.length);
  }
}

// Every line that is touched gets the mark, or loses it when all have it.
function before_lines(mark) {
  const start = text.value.lastIndexOf('\n', text.selectionStart - 1) + 1;
  const found = text.value.indexOf('\n', text.selectionEnd);
  const end = found < 0 ? text.value.length : found;
  const lines = text.value.slice(start, end).split('\n');
  const off = lines.every((line) => line.startsWith(mark));
  const changed = lines.map((line) => (off ? line.slice(mark.length) : mark + line)).join('\n');
  text.setSelectionRange(start, end);
  write(changed, start, start + changed.length);
}

function link() {
  const start = text.selectionStart;
  const words = text.value.slice(start, text.selectionEnd) || (english ? 'name' : 'nom');
  write(`[${words}](https://)`, start + words.length + 3, start + words.length + 11);
}

const buttons = english
  ? [['Bold', () => around('**', 'bold'), 'b'], ['Italic', () => around('*', 'italic'), 'i'],
    ['Heading', () => before_lines('## ')], ['List', () => before_lines('- ')],
    ['Quotation', () => before_lines('> ')], ['Link', link]]
  : [['Gras', () => around('**', 'gras'), 'b'], ['Italique', () => around('*', 'italique'), 'i'],
    ['Intertitre', () => before_lines('## ')], ['Liste', () => before_lines('- ')],
    ['Citation', () => before_lines('> ')], ['Lien', link]];

if (text) {
  const bar = document.createElement('div');
  bar.className = 'acts react';
  bar.setAttribute('role', 'group');
  bar.setAttribute('aria-label', english ? 'Formatting' : 'Mettre en forme');
  for (const [label, act] of buttons) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn ghost sm';
    button.textContent = label;
    button.addEventListener('click', act);
    bar.append(button);
  }
  text.before(bar);
  text.addEventListener('keydown', (event) => {
    const known = buttons.find(([, , key]) => key && key === event.key.toLowerCase());
    if (!known || event.altKey || event.shiftKey || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    known[1]();
  });
}
