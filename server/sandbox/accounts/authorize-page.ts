/** The consent page: plain HTML that works without JavaScript. */
import type { SandboxUser } from '../catalogue/users'
import { escapeHtml } from '../respond'

const SCOPES: Record<string, string> = {
  'playlist-read-private': 'See your private playlists',
  'playlist-read-collaborative': 'See playlists you share with others',
  'user-library-read': 'See your liked songs',
  'user-top-read': 'See what you play most',
  'user-read-recently-played': 'See what you played recently',
  'user-read-email': 'See your e-mail address',
  'user-read-private': 'See your country and subscription',
  'playlist-modify-private': 'Change your private playlists',
  'playlist-modify-public': 'Change your public playlists',
}

const STYLE = `
  :root { color-scheme: light dark; --ground: #f4f1ec; --card: #fff; --text: #1d1b19; --soft: #6d6761; --line: #ddd6cd; --go: #1a6b4a; --on-go: #fff }
  @media (prefers-color-scheme: dark) { :root { --ground: #141312; --card: #1f1d1b; --text: #f1ede8; --soft: #a39c94; --line: #3a3633; --go: #63d1a0; --on-go: #0d2219 } }
  * { box-sizing: border-box }
  body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 1.5rem; background: var(--ground); color: var(--text); font: 1rem/1.5 system-ui, sans-serif }
  main { width: min(27rem, 100%); background: var(--card); border: 1px solid var(--line); border-radius: 1rem; padding: 2rem }
  h1 { font-size: 1.35rem; line-height: 1.25; margin: .25rem 0 1rem } p { margin: .5rem 0; color: var(--soft) }
  .tag { font-size: .8rem; letter-spacing: .04em; color: var(--soft); margin: 0 }
  fieldset { border: 0; padding: 0; margin: 1.25rem 0; display: grid; gap: .5rem } legend { font-weight: 600; margin-bottom: .5rem; padding: 0 }
  label { display: flex; gap: .75rem; align-items: center; padding: .7rem .9rem; border: 1px solid var(--line); border-radius: .6rem; cursor: pointer }
  label:has(:checked) { border-color: var(--go); box-shadow: inset 0 0 0 1px var(--go) } input { accent-color: var(--go); margin: 0 } small { color: var(--soft); margin-left: auto } code { overflow-wrap: anywhere }
  ul { margin: .5rem 0 0; padding-left: 1.2rem } .row { display: flex; gap: .75rem; margin-top: 1.5rem }
  button { flex: 1; font: inherit; font-weight: 600; padding: .75rem; border-radius: 999px; border: 1px solid var(--line); background: none; color: inherit; cursor: pointer }
  button.go { background: var(--go); border-color: var(--go); color: var(--on-go) } :focus-visible { outline: 2px solid var(--go); outline-offset: 2px }`

export function renderAuthorizePage(
  users: readonly SandboxUser[],
  scopes: readonly string[],
  hidden: Record<string, string>,
): string {
  const choices = users.map(
    ({ id, name, country }, i) =>
      `<label><input type="radio" name="user" value="${escapeHtml(id)}"${i === 0 ? ' checked' : ''}>${escapeHtml(name)} <small>${country}</small></label>`,
  )
  const wishes = scopes.map((scope) => `<li>${escapeHtml(SCOPES[scope] ?? scope)}</li>`)
  const fields = Object.entries(hidden).map(
    ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
  )
  return renderPage(
    'Sign in to the sandbox',
    `<p class="tag">Sandbox accounts · no real account is involved</p><h1>Let Segue read your library?</h1>
    <form method="post" action="authorize">${fields.join('')}
    <fieldset><legend>Sign in as</legend>${choices.join('')}</fieldset>
    ${wishes.length === 0 ? '' : `<p>Segue asks to:</p><ul>${wishes.join('')}</ul>`}
    <div class="row"><button name="decision" value="cancel">Cancel</button><button class="go" name="decision" value="agree">Agree</button></div></form>`,
  )
}

/** What Spotify shows instead of redirecting when the request itself is wrong. */
export function renderProblemPage(problem: string, advice: string): string {
  return renderPage(
    'Sandbox accounts',
    `<p class="tag">Sandbox accounts</p><h1>${escapeHtml(problem)}</h1><p>${escapeHtml(advice)}</p>`,
  )
}

export function renderPage(title: string, main: string): string {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escapeHtml(title)}</title><style>${STYLE}</style><main>${main}</main></html>`
}
