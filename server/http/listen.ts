import { createServer, type Server } from 'node:http'
import path from 'node:path'
import type { Express } from 'express'
import { findDataHolder } from '~db/data-lock'
import { DomainError } from '../domain/errors'
import type { Env } from '../wiring/env'
import { createHttpServer } from './gate/server'

type Address = Pick<Env, 'http' | 'process'>

/** Whether the port can be had, before anything is started for it. Throws PORT_IN_USE and CONFIG_INVALID. */
export async function tryPort(address: Address): Promise<void> {
  if (address.http.port === 0) return
  const server = createServer()
  await bind(server, address)
  await new Promise((resolve) => server.close(resolve))
}

/** The server at work. Throws PORT_IN_USE and CONFIG_INVALID. */
export async function listen(app: Express, address: Address): Promise<Server> {
  return bind(createHttpServer(app), address)
}

function bind(server: Server, address: Address): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(toRefusal(error, address))
    })
    server.listen(address.http.port, address.http.host, () => {
      resolve(server)
    })
  })
}

function toRefusal(
  error: NodeJS.ErrnoException,
  { http: { host, port }, process: { dataDir } }: Address,
): Error {
  const where = `Port ${String(port)} on ${host}`
  if (error.code === 'EADDRINUSE') {
    const holder = findDataHolder(path.resolve(dataDir))
    const who = holder?.pid ? ` Segue runs on this DATA_DIR as process ${String(holder.pid)}.` : ''
    return new DomainError('PORT_IN_USE', `${where} is used by another program.${who}`)
  }
  if (error.code === 'EACCES') {
    return new DomainError('CONFIG_INVALID', `${where} needs more rights than we have.`)
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new DomainError('CONFIG_INVALID', `HOST ${host} is no address of this machine.`)
  }
  return error
}
