/**
 * Which way the doors between rooms open; imports.test.ts reads this table.
 *
 * A room is a folder, or a file of that name. `values` are the rooms whose code it may run, `types` the rooms of which it
 * may name types in addition (`import type` is erased, so it ties nothing together at run time). A room may always use
 * itself. `packages` limits the packages; without it any package will do.
 *
 * @typedef {{ folder: string, values: string[], types?: string[], packages?: string[], noPackages?: string[] }} Room
 */

/** What a thread or a pure module has no business with: sockets, databases, other processes. */
const outsideWorld = [
  'postgres',
  'croner',
  'ioredis',
  'redlock',
  'express',
  'pino',
  'node:child_process',
  'node:dgram',
  'node:dns',
  'node:http',
  'node:http2',
  'node:https',
  'node:net',
  'node:tls',
]
const engines = ['ioredis', 'redlock', 'faiss-node', 'express']

/** @param {string} folder @param {string[]} values @returns {Room} */
const pure = (folder, values) => ({ folder, values, packages: ['zod'] })

/** Pure arithmetic and nouns, each knowing those above it only. */
const domains = [
  pure('server/domain', []),
  pure('server/taste/domain', ['server/domain']),
  pure('server/similar/domain', ['server/domain', 'server/taste/domain']),
  ...['catalog', 'clip', 'ingestion', 'jobs', 'journey', 'quality', 'recordings', 'search', 'sharing'].map(
    (name) =>
      pure(`server/${name}/domain`, ['server/domain', 'server/taste/domain', 'server/similar/domain']),
  ),
  pure('server/accounts/domain', ['server/domain', 'server/taste/domain']),
  pure('server/status/domain', ['server/domain', 'server/accounts/domain']),
]
const allDomains = domains.map(({ folder }) => folder)

/**
 * A capability: its use cases and its SQL. It runs use cases of the rooms named and no others.
 * @param {string} name @param {string[]} [others] @returns {Room[]}
 */
const capability = (name, others = []) => [
  {
    folder: `server/${name}/procedures`,
    values: [...allDomains, 'server/trpc', `server/${name}`],
    types: ['server'],
    noPackages: engines,
  },
  {
    folder: `server/${name}`,
    values: [
      ...allDomains,
      'server/postgres',
      'server/observability',
      'db',
      ...others.map((other) => `server/${other}`),
    ],
    types: ['server', 'workers', 'db'],
    noPackages: engines,
  },
]

/** @param {string} name @param {string[]} [others] @returns {Room} What talks to one thing of the outside world. */
const adapter = (name, others = []) => ({
  folder: `server/${name}`,
  values: [...allDomains, 'server/observability', ...others],
  types: ['server', 'workers', 'db'],
})

const capabilities = [
  ...capability('catalog', ['files']),
  ...capability('ingestion', ['catalog', 'jobs']),
  ...capability('similar', ['catalog', 'taste']),
  ...capability('journey', ['catalog', 'similar']),
  ...capability('taste'),
  ...capability('clip', ['similar']),
  ...capability('recordings', ['catalog']),
  ...capability('quality', ['catalog', 'similar']),
  ...capability('search'),
  ...capability('jobs', ['ingestion', 'accounts']),
  ...capability('accounts', ['catalog', 'process']),
  ...capability('status', ['accounts']),
]
const procedures = capabilities.map(({ folder }) => folder).filter((folder) => folder.endsWith('/procedures'))

/** Ordered: the first room whose folder holds a file is that file's room. @type {Room[]} */
export const rooms = [
  { folder: 'app', values: allDomains, types: ['server'] },
  ...domains,
  ...capabilities,
  adapter('spotify', ['server/outgoing']),
  adapter('sources', ['server/outgoing']),
  adapter('outgoing'),
  adapter('vector-index', ['server/process', 'server/postgres']),
  // What decodes beside the threads: another process, a package that may not be ended. The tools use it, too.
  adapter('audio', ['workers']),
  adapter('files', ['db', 'server/postgres', 'workers']),
  adapter('redis'),
  adapter('postgres', ['db']),
  adapter('process'),
  adapter('observability'),
  adapter('sandbox'),
  {
    folder: 'server/trpc',
    values: [...allDomains, 'server/accounts', 'server/observability'],
    types: ['server'],
    noPackages: engines,
  },
  { folder: 'server/router', values: ['server/trpc', ...procedures] },
  {
    folder: 'server/http',
    values: [
      ...allDomains,
      ...['trpc', 'router', 'observability', 'files', 'jobs', 'accounts'].map((name) => `server/${name}`),
      'db',
    ],
    types: ['server'],
  },
  // The typed client, one file: what tools outside the server speak to it with.
  { folder: 'server/client', values: [], types: ['server'] },
  // Construction and the entry know every room.
  { folder: 'server', values: ['*'] },
  { folder: 'workers', values: [...allDomains, 'server/files'], noPackages: outsideWorld },
  { folder: 'db', values: ['server/domain'] },
  {
    folder: 'scripts',
    values: [...allDomains, 'server/client', 'server/accounts', 'server/audio', 'workers', 'db'],
    types: ['server'],
  },
]

/** @param {string} file @param {string} folder */
const isIn = (file, folder) =>
  file === folder || file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`)

/**
 * The room of a file, by its path from the project's root.
 * @param {string} file
 */
export const roomOf = (file) => rooms.find(({ folder }) => isIn(file, folder)) ?? null

/**
 * Whether `room` may import a file of `target`; `typeOnly` for an import that is erased.
 * @param {Room} room @param {Room | null} target @param {boolean} typeOnly
 */
export function isOpen(room, target, typeOnly) {
  if (target === null) return false
  if (target.folder === room.folder || room.values.includes('*') || room.values.includes(target.folder)) {
    return true
  }
  const types = typeOnly ? (room.types ?? []) : []
  return types.some((folder) => isIn(target.folder, folder))
}

/**
 * Whether `room` may import the package, named as in the import (`zod`, `zod/v4`, `node:fs`).
 * @param {Room} room @param {string} specifier
 */
export function isPackageAllowed(room, specifier) {
  const matches = (/** @type {string} */ name) => specifier === name || specifier.startsWith(`${name}/`)
  if (room.packages) return room.packages.some(matches)
  return !(room.noPackages ?? []).some(matches)
}
