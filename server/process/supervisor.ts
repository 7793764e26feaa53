import { once } from 'node:events'
import { z } from 'zod'

/** What a worker has to know of the web process that it works for. */
export const Handover = z.object({
  databaseUrl: z.string(),
  /** Where the database has its files, as far as this machine knows. */
  databaseDir: z.string(),
  sandboxUrl: z.string().nullable(),
})
export type Handover = z.output<typeof Handover>

/** Says that this process does its work, and what one that is started for it has to know. */
export function tellReady(ready: Handover): void {
  process.send?.({ ready })
}

/** What the supervisor sends a process that is to work for another one; null for any other process. */
export async function receiveHandover(): Promise<Handover | null> {
  if (!process.argv.includes('beside-web')) return null
  const [message] = (await once(process, 'message')) as unknown[]
  return z.object({ ready: Handover }).parse(message).ready
}
