const PAGE = 50;
const TOKEN = 'token';

const find = (id) => document.getElementById(id);
const [login, tasks, list, more, status] = ['login', 'tasks', 'list', 'more', 'status'].map(find);
// Every answer to an older question is thrown away.
let question = 0;

const say = (text) => {
  status.textContent = text;
};

/** Ends with the message that a person is shown. */
class Trouble extends Error {}

async function ask(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, signal: AbortSignal.timeout(15_000) });
  } catch {
    throw new Trouble('The server does not answer. Try again in a moment.');
  }
  if (answer.ok) return answer.status === 204 ? undefined : answer.json();
  if (answer.status === 401) {
    leave();
    throw new Trouble('Log in to go on.');
  }
  const { error_description: description } = await answer.json().catch(() => ({}));
  throw new Trouble(description ?? `That did not work: the server answered ${answer.status}.`);
}

const askTasks = (path, { method = 'GET', body } = {}) =>
  ask(`/api/tasks${path}`, {
    method,
    headers: {
      authorization: `Bearer ${sessionStorage.getItem(TOKEN)}`,
      ...(body && { 'content-type': 'application/json' }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });

/** Runs what a person asked for; what goes wrong is said and not thrown. */
async function attempt(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    say(error.message);
  }
}

async function show({ append = false } = {}) {
  question += 1;
  const mine = question;
  const query = new URLSearchParams({
    status: find('filter').elements.namedItem('show').value,
    limit: PAGE,
    offset: append ? list.children.length : 0,
  });
  const page = await askTasks(`?${query}`);
  if (mine !== question) return;
  const items = page.tasks.map(item);
  if (append) list.append(...items);
  else list.replaceChildren(...items);
  more.hidden = list.children.length >= page.total;
  say(page.total === 1 ? 'One task.' : `${page.total} tasks.`);
}

function item({ id, title, description, completed }) {
  const element = find('task').content.firstElementChild.cloneNode(true);
  const box = element.querySelector('input');
  element.querySelector('.title').textContent = title;
  element.querySelector('.description').textContent = description ?? '';
  element.querySelector('.hidden').textContent = ` ${title}`;
  box.checked = completed;
  box.addEventListener('change', () =>
    attempt(async () => {
      await askTasks(`/${id}`, { method: 'PATCH', body: { completed: box.checked } });
      await show();
    }),
  );
  element.querySelector('.delete').addEventListener('click', () =>
    attempt(async () => {
      await askTasks(`/${id}`, { method: 'DELETE' });
      await show();
      find('title').focus();
    }),
  );
  return element;
}

function enter() {
  login.hidden = true;
  tasks.hidden = false;
  return attempt(() => show());
}

function leave() {
  sessionStorage.removeItem(TOKEN);
  question += 1;
  list.replaceChildren();
  login.hidden = false;
  tasks.hidden = true;
  find('username').focus();
}

login.addEventListener('submit', (event) => {
  event.preventDefault();
  void attempt(async () => {
    const body = new URLSearchParams(new FormData(login));
    body.set('grant_type', 'password');
    const { access_token: token } = await ask('/auth/token', { method: 'POST', body });
    sessionStorage.setItem(TOKEN, token);
    find('password').value = '';
    await enter();
    find('title').focus();
  });
});
find('add').addEventListener('submit', (event) => {
  event.preventDefault();
  const title = find('title');
  void attempt(async () => {
    await askTasks('', { method: 'POST', body: { title: title.value } });
    title.value = '';
    await show();
  });
});
find('filter').addEventListener('change', () => void attempt(() => show()));
more.addEventListener('click', () => void attempt(() => show({ append: true })));
find('logout').addEventListener('click', () => {
  leave();
  say('You are logged out.');
});

if (sessionStorage.getItem(TOKEN) === null) leave();
else void enter();
