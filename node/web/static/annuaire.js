// The directory: list and map light each other up. Complete without this module.
const marks = new Map([...document.querySelectorAll('.dots .d')].map((mark) => [mark.dataset.card, mark]));
const light = (card, on) => {
  marks.get(card)?.classList.toggle('hot', on);
  document.getElementById(`f${card}`)?.classList.toggle('hot', on);
};
for (const row of document.querySelectorAll('.fiche')) {
  const card = row.dataset.card;
  row.addEventListener('mouseenter', () => light(card, true));
  row.addEventListener('mouseleave', () => light(card, false));
  row.addEventListener('focusin', () => light(card, true));
  row.addEventListener('focusout', () => light(card, false));
}
document.querySelector('.dots')?.addEventListener('click', (event) => {
  const row = document.getElementById(`f${event.target.dataset?.card}`);
  if (!row) return;
  const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  row.scrollIntoView({ block: 'center', behavior: calm ? 'auto' : 'smooth' });
  row.querySelector('a').focus({ preventScroll: true });
});
