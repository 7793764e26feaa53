import { describe, expect, it } from 'vitest'

import { createSandbox } from './index'

const sandbox = createSandbox({ tracks: 100 })
const { catalogue } = sandbox
const fetchPath = (path: string): Promise<Response> =>
  sandbox.handle(new Request(`http://127.0.0.1:4010${path}`))

describe('media', () => {
  it('serves the preview of a track as WAV', async () => {
    const response = await fetchPath(`/preview/${catalogue.trackIds()[3] ?? ''}.wav`)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'audio/wav'])
    expect((await response.arrayBuffer()).byteLength).toBe(44 + 30 * 22_050 * 2)
  })

  it.each(['album', 'artist', 'playlist', 'show'] as const)(
    'serves a picture for any %s, in the size asked for',
    async (kind) => {
      const response = await fetchPath(`/image/${catalogue.idOf(kind, 0)}.svg?size=64`)
      expect(response.headers.get('content-type')).toBe('image/svg+xml')
      expect(await response.text()).toContain('width="64"')
    },
  )

  it('answers 404 for ids it does not know and bounds the size', async () => {
    expect((await fetchPath('/preview/0123456789012345678901.wav')).status).toBe(404)
    expect((await fetchPath('/image/nonsense.svg')).status).toBe(404)
    expect(await (await fetchPath(`/image/${catalogue.idOf('album', 0)}.svg?size=999999`)).text()).toContain(
      'width="1280"',
    )
  })

  it('has a front page with links to paste', async () => {
    const page = await (await fetchPath('/')).text()
    expect(page).toContain('100 invented tracks')
    expect(page).toContain(`https://open.spotify.com/playlist/${catalogue.playlistIds()[0] ?? ''}`)
  })

  it('answers 404 outside its paths', async () => {
    expect((await fetchPath('/etc/passwd')).status).toBe(404)
    expect((await fetchPath('/accounts/api/token')).status).toBe(404)
  })
})
