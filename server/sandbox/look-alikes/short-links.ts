/** Spotify's short links as callers know them: two hosts, a redirect for curl and a page for everybody else. */
import type { SandboxCatalogue } from '../catalogue/catalogue'
import { html } from '../respond'

/** `spotify.link/t5` stands for the sixth track, `p5` for the sixth playlist. */
const CODE = /^\/(spotify\.link|spoti\.fi|spotify\.app\.link)\/([tp])(\d{1,7})$/

/** `path` is what follows `/short-links`: the host, and its own path. */
export function answerShortLink(catalogue: SandboxCatalogue, path: string, headers: Headers): Response {
  const [, host = '', letter = '', digits = ''] = CODE.exec(path) ?? []
  const kind = letter === 't' ? 'track' : 'playlist'
  const index = Number(digits)
  const count = kind === 'track' ? catalogue.size : catalogue.playlists().length
  if (host === '' || index >= count) return html('<!doctype html><title>Not found</title>', 404)
  if (host !== 'spotify.app.link') return sendTo(`https://spotify.app.link/${letter}${digits}?_p=c1`)
  if (!/curl/i.test(headers.get('user-agent') ?? '')) {
    return html('<!doctype html><title>Spotify</title><h1>Open in the app</h1>')
  }
  return sendTo(`https://open.spotify.com/${kind}/${catalogue.idOf(kind, index)}?si=sandbox`)
}

function sendTo(location: string): Response {
  return new Response(null, { status: 307, headers: { location, 'cache-control': 'no-store' } })
}
