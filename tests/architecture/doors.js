/**
 * Which way the doors of the house open. The lint configuration and imports.test.ts both read this table.
 *
 * A room is a folder, or a file of that name. `values` are the rooms whose code it may run, `types` the rooms of which it may name types
 * in addition (`import type` is erased, so it ties nothing together at run time). A room may always use itself.
 * `packages` limits the packages; without it any package will do.
 *
 * @typedef {{ name: string, folder: string, values: string[], types?: string[], packages?: string[], noPackages?: string[] }} Room
 */

const adapterTypes = ['services', 'workers', 'db']
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

/** Ordered: the first room whose folder holds a file is that file's room. @type {Room[]} */
export const rooms = [
  { name: 'app', folder: 'app', values: ['domain'], types: ['server'] },
  { name: 'domain', folder: 'server/domain', values: [], packages: ['zod'] },
  {
    name: 'services',
    folder: 'server/services',
    values: ['domain'],
    noPackages: ['postgres', 'croner', 'ioredis', 'redlock', 'piscina', 'faiss-node', 'express'],
  },
  { name: 'trpc', folder: 'server/trpc', values: ['services', 'domain'], types: ['server'] },
  {
    name: 'http',
    folder: 'server/http',
    values: ['trpc', 'services', 'domain', 'observability'],
    types: ['server'],
  },
  {
    name: 'jobs',
    folder: 'server/jobs',
    values: ['services', 'domain', 'observability'],
    types: ['server', 'db'],
  },
  { name: 'spotify', folder: 'server/spotify', values: ['domain', 'observability'], types: adapterTypes },
  { name: 'features', folder: 'server/features', values: ['domain', 'observability'], types: adapterTypes },
  {
    name: 'vector-index',
    folder: 'server/vector-index',
    values: ['domain', 'machine', 'observability'],
    types: adapterTypes,
  },
  {
    name: 'repositories',
    folder: 'server/repositories',
    values: ['domain', 'db', 'observability'],
    types: adapterTypes,
  },
  // What decodes beside the threads: another process, a package that may not be ended. The tools use it, too.
  { name: 'audio', folder: 'server/audio', values: ['domain', 'workers'], types: adapterTypes },
  { name: 'files', folder: 'server/files', values: ['domain', 'observability'], types: adapterTypes },
  {
    name: 'identity',
    folder: 'server/identity',
    values: ['domain', 'machine', 'observability'],
    types: adapterTypes,
  },
  { name: 'redis', folder: 'server/redis', values: ['domain', 'observability'], types: adapterTypes },
  { name: 'machine', folder: 'server/machine', values: ['domain', 'observability'], types: adapterTypes },
  {
    name: 'pools',
    folder: 'server/pools',
    values: ['domain', 'observability', 'workers'],
    types: adapterTypes,
  },
  { name: 'observability', folder: 'server/observability', values: ['domain'], types: [] },
  { name: 'sandbox', folder: 'server/sandbox', values: ['domain', 'observability'], types: adapterTypes },
  // The typed client, one file: what tools outside the server speak to it with.
  { name: 'client', folder: 'server/client', values: [], types: ['server'] },
  // The composition root: env, container, entry. It alone knows every room.
  { name: 'server', folder: 'server', values: ['*'] },
  { name: 'workers', folder: 'workers', values: ['domain', 'files'], noPackages: outsideWorld },
  { name: 'db', folder: 'db', values: ['domain'] },
  {
    name: 'scripts',
    folder: 'scripts',
    values: ['client', 'identity', 'audio', 'domain', 'workers', 'db'],
    types: ['server'],
  },
]

/**
 * The room of a file, by its path from the project's root.
 * @param {string} file
 */
export const roomOf = (file) =>
  rooms.find(({ folder }) => file.startsWith(`${folder}/`) || file.startsWith(`${folder}.`)) ?? null

/** @param {string} name */
const folderOf = (name) => rooms.find((room) => room.name === name)?.folder ?? name

/**
 * Whether `room` may import a file of `target`; `typeOnly` for an import that is erased.
 * @param {Room} room @param {Room | null} target @param {boolean} typeOnly
 */
export function isOpen(room, target, typeOnly) {
  if (target === null) return false
  if (target.name === room.name || room.values.includes('*') || room.values.includes(target.name)) return true
  const types = typeOnly ? (room.types ?? []) : []
  return types.some((name) => name === target.name || target.folder.startsWith(`${folderOf(name)}/`))
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
