import { randomBytes } from 'node:crypto'
import { PGlite } from '@electric-sql/pglite'
import { vector } from '@electric-sql/pglite-pgvector'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import { createSql } from '~db/client'

export type VectorDatabase = { url: string; stop: () => Promise<void> }

/**
 * A database with pgvector: on the server that SEGUE_TEST_VECTOR_DATABASE_URL names, or PGlite in this process's memory,
 * behind a socket that speaks to several clients in turn. PGlite has one session: settings, statement timeouts and
 * portals are everybody's.
 */
export async function startVectorDatabase(): Promise<VectorDatabase> {
  const server = process.env.SEGUE_TEST_VECTOR_DATABASE_URL
  return server ? createDatabase(server) : startPglite()
}

async function createDatabase(serverUrl: string): Promise<VectorDatabase> {
  const name = `test_vectors_${randomBytes(6).toString('hex')}`
  const run = async (statement: string) => {
    const admin = createSql(serverUrl, { max: 1 })
    try {
      await admin.unsafe(statement)
    } finally {
      await admin.end()
    }
  }
  await run(`create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  return { url: url.href, stop: () => run(`drop database ${name} with (force)`) }
}

async function startPglite(): Promise<VectorDatabase> {
  const db = await PGlite.create({ extensions: { vector } })
  takeTurnsBySync(db)
  const server = new PGLiteSocketServer({ db, port: 0, host: '127.0.0.1', maxConnections: 32 })
  await server.start()
  const stop = async () => {
    await server.stop()
    await db.close()
  }
  return { url: `postgres://postgres@${server.getServerConn()}/postgres`, stop }
}

const PREPARING = new Set([...'PBDECH'].map((letter) => letter.charCodeAt(0)))
const FINISHING = new Set([...'SQ'].map((letter) => letter.charCodeAt(0)))

/**
 * The socket server (0.2.17) lets another client in between any two messages outside a transaction, and the unnamed
 * portal that one client has bound is gone when it executes it. It waits while a transaction is open, so what lies
 * between the first message of a query and its Sync is shown to it as one.
 */
function takeTurnsBySync(db: PGlite): void {
  let isPreparing = false
  const { isInTransaction, execProtocolRawStream, exec } = db
  db.isInTransaction = () => isPreparing || isInTransaction.call(db)
  db.execProtocolRawStream = async (message, options) => {
    const [kind = 0] = message
    if (PREPARING.has(kind)) isPreparing = true
    await execProtocolRawStream.call(db, message, options)
    if (FINISHING.has(kind)) isPreparing = false
  }
  // A client that went away in the middle is rolled back.
  db.exec = (...args) => {
    isPreparing = false
    return exec.apply(db, args)
  }
}
