import { createSandbox, SANDBOX_CLIENT, startSandboxServer } from '~server/sandbox'

export type HeldSpotify = {
  /** Settings of a server that takes it for Spotify, and its ReccoBeats for the only source of sound. */
  env: Record<string, string>
  /** The link of a playlist that nobody has asked for yet; its first items can be read, the rest is held. */
  takePlaylist: () => { id: string; link: string; items: number }
  /** Lets the rest of a playlist be read. */
  release: (id: string) => void
  /** Whether ReccoBeats knows any track. */
  setKnowing: (knows: boolean) => void
  close: () => Promise<void>
}

/** Pages from here on are held: one batch is stored before, so that there is progress to look at. */
const HELD_FROM = 400
const PAGE_OF_PLAYLIST = /\/playlists\/([^/]+)\/(?:items|tracks)$/

/** A Spotify of the test's own: how long reading a playlist takes is for the test to say, and not for a clock. */
export async function startHeldSpotify(): Promise<HeldSpotify> {
  // Covers that the pages may load: their own server has none under this path.
  const sandbox = createSandbox({ tracks: 8000, playlists: 20, mediaBaseUrl: '/no-covers' })
  const { catalogue } = sandbox
  const playlists = catalogue.playlistIds().filter((id) => {
    const playlist = catalogue.playlist(id)
    return playlist?.public && playlist.items.length > HELD_FROM + 100
  })
  const gates = new Map(playlists.map((id) => [id, createGate()]))

  let knowing = true
  const handle = async (request: Request, signal?: AbortSignal) => {
    const { pathname, searchParams } = new URL(request.url)
    const gate = gates.get(PAGE_OF_PLAYLIST.exec(pathname)?.[1] ?? '')
    if (gate && Number(searchParams.get('offset')) >= HELD_FROM) await gate.opened
    if (!knowing && pathname.startsWith('/reccobeats/')) return Response.json({ content: [] })
    return sandbox.handle(request, signal)
  }
  const { url, close } = await startSandboxServer({ ...sandbox, handle }, { host: '127.0.0.1', port: 0 })

  return {
    env: {
      SPOTIFY_CLIENT_ID: SANDBOX_CLIENT.id,
      SPOTIFY_CLIENT_SECRET: SANDBOX_CLIENT.secret,
      SPOTIFY_ACCOUNTS_URL: `${url}/accounts`,
      SPOTIFY_API_URL: `${url}/v1`,
      SPOTIFY_REQUESTS_PER_SECOND: '500',
      // Held pages must not keep others from being read.
      SPOTIFY_CONCURRENCY: '32',
      TEST_SPOTIFY_TIMEOUT_MS: '120000',
      FEATURE_SOURCES: 'reccobeats',
      RECCOBEATS_URL: `${url}/reccobeats/v1`,
      TEST_RECCOBEATS_REQUESTS_PER_SECOND: '500',
    },
    takePlaylist: () => {
      const id = playlists.shift()
      if (id === undefined) throw new Error('Every playlist of the sandbox was taken.')
      const items = catalogue.playlist(id)?.items.length ?? 0
      return { id, link: `https://open.spotify.com/playlist/${id}`, items }
    },
    release: (id) => gates.get(id)?.open(),
    setKnowing: (knows) => (knowing = knows),
    close,
  }
}

function createGate() {
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open: () => open() }
}
