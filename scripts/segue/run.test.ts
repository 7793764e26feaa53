import { once } from 'node:events'
import { createServer } from 'node:http'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer as createSocket, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { verifyServiceToken } from '~server/accounts/identity/service-token'
import { segue } from './test-support'

const SECRET = 'a-secret-of-at-least-thirty-two-characters'
let folder = ''
let closedUrl = ''

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'segue-cli-'))
  await writeFile(path.join(folder, 'tracks.csv'), 'id\n')
  closedUrl = await new Promise((resolve) => {
    const socket = createSocket().listen(0, '127.0.0.1', () => {
      const { port } = socket.address() as AddressInfo
      socket.close(() => resolve(`http://127.0.0.1:${port}`))
    })
  })
})
afterAll(() => rm(folder, { recursive: true }))

describe('a command line that is wrong ends with 2 and says why', () => {
  test.each([
    { args: [], says: 'Usage: segue' },
    { args: ['dance'], says: "unknown command 'dance'" },
    { args: ['import'], says: "missing required argument 'files'" },
    { args: ['recommend', 'x', '--loud'], says: "unknown option '--loud'" },
    { args: ['recommend', 'x', '--k', '0'], says: 'Ask for at least 1 track' },
    { args: ['recommend', 'x', '--k', '10000'], says: 'Ask for at most 100 tracks' },
    { args: ['recommend', 'x', '--k', 'many'], says: 'must be a whole number' },
    { args: ['recommend', 'x', '--mode', 'loud'], says: 'The mode must be' },
    { args: ['recommend', 'x', '--as', '☃'], says: 'A listener’s name is 1 to 64' },
    { args: ['taste', 'The Kitchen'], says: 'A listener’s name is 1 to 64' },
    { args: ['neighbours'], says: "required option '--out <file>' not specified" },
    { args: ['eval', '--playlists', '0'], says: 'Hold out 1 to 2000 playlists.' },
    { args: ['eval', '--seed', 'x'], says: 'The seed is a whole number' },
    { args: ['eval', '--last', '--seed', '2'], says: '--last measures nothing' },
    { args: ['index', 'burn'], says: "unknown command 'burn'" },
    { args: ['token', '--ttl', '301'], says: 'A token lives 1 to 300 seconds' },
    { args: ['token', '--role', 'king'], says: 'Allowed choices are reader, operator' },
    { args: ['summary', 'https://open.spotify.com/track/6f807x0ima9a1j3VPbc7VN'], says: 'is no playlist' },
    { args: ['jobs', 'a', 'b'], says: 'too many arguments' },
  ])('segue $args', async ({ args, says }) => {
    const { code, err, out } = await segue(args)
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(says)
  })

  test('a SEGUE_URL that is no address', async () => {
    const { code, err } = await segue(['index', 'status'], { env: { SEGUE_URL: 'localhost:3000' } })
    expect(code).toBe(2)
    expect(err).toContain('SEGUE_URL is "localhost:3000", which is not an http address.')
  })
})

test('help ends with 0, names every command and needs no server', async () => {
  const { code, out } = await segue(['--help'])
  expect(code).toBe(0)
  for (const command of [
    'import',
    'ingest',
    'recommend',
    'neighbours',
    'index',
    'eval',
    'summary',
    'jobs',
    'taste',
    'token',
  ]) {
    expect(out).toContain(`\n  ${command} `)
  }
})

describe('without a server a command ends with 3 and says which address it tried', () => {
  test.each([
    [['index', 'status']],
    [['jobs']],
    [['taste', 'kitchen']],
    [['eval']],
    [['summary']],
    [['recommend', '6f807x0ima9a1j3VPbc7VN']],
    [['ingest', 'https://open.spotify.com/playlist/37i9dQZF1DXcZDD7cfEKhW']],
    [['import', 'tracks.csv']],
    [['neighbours', '--out', 'n.ndjson']],
  ])('segue %j', async (args) => {
    const { code, err } = await segue(args, {
      env: { SEGUE_URL: closedUrl, SERVICE_SECRET: SECRET },
      cwd: folder,
    })
    expect(code).toBe(3)
    expect(err).toContain(`Segue is not reachable at ${closedUrl} (ECONNREFUSED).`)
    expect(err).toContain('npm start')
  })

  test('with --json the failure is a document too', async () => {
    const { code, out } = await segue(['jobs', '--json'], { env: { SEGUE_URL: closedUrl } })
    expect(code).toBe(3)
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'SERVER_UNREACHABLE' } })
  })

  test.each([
    ['a page', '<html>', 'text/html'],
    ['other JSON', '{"error":"no such route"}', 'application/json'],
  ])('another program that answers %s is not taken for Segue', async (_what, body, type) => {
    const other = createServer((_request, response) =>
      response.writeHead(404, { 'content-type': type }).end(body),
    )
    other.listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    try {
      const { code, err } = await segue(['jobs'], { env: { SEGUE_URL: `http://127.0.0.1:${port}` } })
      expect(code).toBe(3)
      expect(err).toContain('but it is not Segue')
    } finally {
      other.close()
    }
  })
})

describe('what can be told without a server is told first', () => {
  test.each([
    { args: ['import', 'missing.csv'], says: 'There is no file' },
    { args: ['import', '.'], says: 'is not a file' },
    {
      args: ['ingest', 'https://open.spotify.com/album/4aawyAB9vmqN3uQ7FjRGTy'],
      says: 'This link is an album',
    },
    { args: ['ingest', 'hello'], says: 'This is not a link to a Spotify track or playlist' },
    { args: ['neighbours', '--ids', 'missing.txt', '--out', 'n.ndjson'], says: 'cannot be read' },
  ])('segue $args', async ({ args, says }) => {
    const { code, err } = await segue(args, { env: { SEGUE_URL: closedUrl }, cwd: folder })
    expect(code).toBe(1)
    expect(err).toContain(says)
  })
})

describe('segue token', () => {
  test('signs with SERVICE_SECRET', async () => {
    const { code, out } = await segue(['token', '--ttl', '60', '--role', 'reader'], {
      env: { SERVICE_SECRET: SECRET },
    })
    expect(code).toBe(0)
    const caller = await verifyServiceToken(out.trim(), SECRET)
    expect(caller).toMatchObject({ role: 'reader', subject: 'segue-cli' })
    expect(caller.expiresAt.getTime() - Date.now()).toBeLessThanOrEqual(60_000)
  })

  test('signs with the secret that the server keeps', async () => {
    await writeFile(path.join(folder, 'service-secret'), `${SECRET}\n`)
    const { out } = await segue(['token', '--json'], { env: { DATA_DIR: folder } })
    const { token, role } = JSON.parse(out) as { token: string; role: string }
    expect(role).toBe('operator')
    await expect(verifyServiceToken(token, SECRET)).resolves.toMatchObject({ role: 'operator' })
  })

  test('without a secret says where it looked', async () => {
    const { code, err } = await segue(['token'], { env: { DATA_DIR: path.join(folder, 'nowhere') } })
    expect(code).toBe(1)
    expect(err).toContain(path.join(folder, 'nowhere', 'service-secret'))
  })
})
