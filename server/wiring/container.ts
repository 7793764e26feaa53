import { createListenerRepository } from '../accounts/listener.repository'
import type { Logger } from '../observability/logger'
import { toKnownError } from '../postgres/database-error'
import type { Ending } from '../process/ending'
import { createResources, type Resources } from '../process/resources'
import type { Handover } from '../process/supervisor'
import { needsRegrouping } from '../recordings/regroup-catalog'
import { openAdapters, type Wired } from './adapters'
import type { Env } from './env'
import { createJobHandlers } from './handlers'
import { wireListeners } from './listeners'
import { createServices } from './services'

export type Container = Awaited<ReturnType<typeof createContainer>>

/** Wires every adapter to the services, in the order in which they need each other; `close` undoes it in reverse. */
export async function createContainer(
  env: Env,
  log: Logger,
  { crash }: Pick<Ending, 'crash'>,
  beside: Handover | null,
) {
  const resources = createResources((err) => {
    log.warn({ err }, 'not closed')
  })
  try {
    return await wire(await openAdapters(env, log, { resources, crash, beside }), resources)
  } catch (error) {
    await resources.close()
    throw error
  }
}

async function wire(wired: Wired, resources: Resources) {
  const { env, log, sql, jobs, databaseUrl, databaseDir, dataDir, spotify, accounts } = wired
  const { role } = env.process
  const services = createServices(wired)
  await jobs.startWork(createJobHandlers(wired, services))
  if (role !== 'web') await enqueueAtStart(wired)
  // Counted ahead, so that the first reader of the page does not wait for it.
  if (role !== 'worker') {
    services.services.summariseCatalog().catch((err: unknown) => {
      log.debug({ err }, 'catalog not summed up at the start')
    })
  }
  const listeners = await wireListeners(env, dataDir, createListenerRepository(sql), accounts.rights)
  const handover: Handover = { databaseUrl, databaseDir, sandboxUrl: spotify.sandboxUrl }
  const close = () => resources.close()
  return { ...wired, ...services, listeners, handover, toDomainError: toKnownError, close }
}

/** Nobody waits for these: what is over goes, and tracks that an older program stored are grouped. */
async function enqueueAtStart(wired: Wired): Promise<void> {
  const { enqueue } = wired.jobs
  const priority = 'nightly'
  try {
    await enqueue('retention', 'what is over', {}, { priority })
    if (await needsRegrouping(wired)) await enqueue('group-releases', 'all tracks', {}, { priority })
  } catch (err) {
    wired.log.warn({ err }, 'nightly work is left to the night')
  }
}
