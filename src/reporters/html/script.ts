/** Works the filter and the copy buttons. Nothing of a report is in it, so its hash in the page's policy is always the same. */
export const SCRIPT = `
'use strict';
(() => {
  const form = document.getElementById('filter');
  const items = [...document.querySelectorAll('[data-check]')];
  const sections = [...document.querySelectorAll('section.checks')];
  const shown = document.getElementById('shown');
  const said = document.getElementById('said');

  const apply = () => {
    const data = new FormData(form);
    const kinds = new Set(data.getAll('kind'));
    const area = data.get('area');
    const words = String(data.get('text')).toLowerCase().split(' ').filter(Boolean);
    let count = 0;
    for (const item of items) {
      const { kind, area: own, text } = item.dataset;
      const fits = kinds.has(kind) && (area === '' || area === own) && words.every((word) => text.includes(word));
      item.hidden = !fits;
      if (fits) count += 1;
    }
    for (const section of sections) {
      const left = section.querySelectorAll('[data-check]:not([hidden])').length;
      section.hidden = left === 0;
      section.querySelector('h2 .count').textContent = '(' + left + ')';
    }
    shown.textContent = count === items.length ? count + ' checks' : count + ' of ' + items.length + ' checks';
  };
  form.addEventListener('input', apply);
  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('reset', () => setTimeout(apply));

  const each = (open) => () => {
    for (const item of items) {
      const details = item.querySelector('details');
      if (details !== null && !item.hidden) details.open = open;
    }
  };
  document.getElementById('open-all').addEventListener('click', each(true));
  document.getElementById('close-all').addEventListener('click', each(false));

  const selected = (code) => {
    const range = document.createRange();
    range.selectNodeContents(code);
    const selection = getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
    return document.execCommand('copy');
  };
  const copy = async (code) => {
    try {
      await navigator.clipboard.writeText(code.textContent);
      return true;
    } catch {
      return selected(code);
    }
  };
  for (const button of document.querySelectorAll('button.copy')) {
    button.hidden = false;
    button.addEventListener('click', async () => {
      const done = await copy(button.parentElement.querySelector('code'));
      button.textContent = done ? 'Copied' : 'Selected';
      said.textContent = done ? 'The command is in the clipboard.' : 'The command is selected; copy it with the keyboard.';
      setTimeout(() => {
        button.textContent = 'Copy';
        said.textContent = '';
      }, 2000);
    });
  }

  const reveal = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target instanceof HTMLDetailsElement) {
      target.open = true;
      target.scrollIntoView();
    }
  };
  addEventListener('hashchange', reveal);

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = [...document.querySelectorAll('details:not([open])')];
    for (const details of closed) details.open = true;
  });
  addEventListener('afterprint', () => {
    for (const details of closed) details.open = false;
  });

  form.hidden = false;
  // A page that is loaded again keeps what was ticked.
  apply();
  reveal();
})();
`;
