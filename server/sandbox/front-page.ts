/** The sandbox's own front page: what is in it, and links to paste into Segue. */
import { renderPage } from './accounts/authorize-page'
import type { SandboxCatalogue } from './catalogue/catalogue'
import type { SandboxSettings } from './options'
import { escapeHtml } from './respond'

const SHOWN = 6

export function renderFrontPage(catalogue: SandboxCatalogue, settings: SandboxSettings): string {
  const playlists = catalogue.playlists().slice(0, SHOWN)
  const rows = playlists.map(({ index, name, items }) => {
    const link = `https://open.spotify.com/playlist/${catalogue.idOf('playlist', index)}`
    return `<li>${escapeHtml(name)} (${items.length})<br><small><code>${link}</code></small></li>`
  })
  return renderPage(
    'Sandbox',
    `<p class="tag">A Spotify look-alike for this machine</p><h1>${catalogue.size.toLocaleString('en')} invented tracks</h1>
    <p>Seed ${settings.seed}, ${catalogue.playlists().length} playlists, app kind “${settings.appKind}”.</p>
    ${rows.length === 0 ? '' : `<p>Links to paste:</p><ul>${rows.join('')}</ul>`}`,
  )
}
