import { InvalidArgumentError, Option, type Command } from 'commander'
import { MAX_TTL_SECONDS, ServiceRole, createServiceToken } from '~server/accounts/identity/service-token'
import { SUBJECT } from '../client'
import { print } from '../io'
import { findServiceSecret, secretMissing } from '../settings'
import { wantsJson, type Tools } from '../tools'

/** `segue token [--ttl SECONDS] [--role operator|reader]` */
export function addToken(program: Command, getTools: () => Tools): void {
  program
    .command('token')
    .description('print a service token for other tools (Authorization: Bearer …)')
    .option('--ttl <seconds>', `how long it is valid, up to ${MAX_TTL_SECONDS}`, parseTtl, MAX_TTL_SECONDS)
    .addOption(new Option('--role <role>', 'what it may do').choices(ServiceRole.options).default('operator'))
    .option('--json', 'print one JSON document')
    .action(async ({ ttl, role }: { ttl: number; role: ServiceRole }, command: Command) => {
      const { io, settings } = getTools()
      const secret = await findServiceSecret(settings)
      if (secret === null) throw secretMissing(settings)
      const expiresAt = new Date(Date.now() + ttl * 1000).toISOString()
      const token = await createServiceToken({ secret, subject: SUBJECT, role, ttlSeconds: ttl })
      print(io, wantsJson(command), { token, role, expiresAt }, token)
    })
}

function parseTtl(text: string): number {
  const ttl = Number(text)
  if (Number.isInteger(ttl) && ttl >= 1 && ttl <= MAX_TTL_SECONDS) return ttl
  throw new InvalidArgumentError(`A token lives 1 to ${MAX_TTL_SECONDS} seconds.`)
}
