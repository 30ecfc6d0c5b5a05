// Copy and print buttons: <button type="button" class="ib" data-copy="text" hidden>. They
// show only once this module runs; the text itself is always on the page.
for (const button of document.querySelectorAll('button[data-copy]')) {
  if (!navigator.clipboard) break;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const label = button.querySelector('.vh') ?? button;
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      label.setAttribute('role', 'status');
      label.textContent = button.dataset.done ?? (document.documentElement.lang === 'en' ? 'Copied' : 'Copié');
      button.classList.add('done');
    } catch {
      return; // refused by the browser: the text can still be selected
    }
    setTimeout(() => { label.textContent = before; button.classList.remove('done'); }, 3000);
  });
}
for (const button of document.querySelectorAll('button[data-print]')) {
  button.hidden = false;
  button.addEventListener('click', () => window.print());
}
