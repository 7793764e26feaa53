import type { Logger } from '../observability/logger'
import type { createSchedules } from './schedules'

type Times = { rebuild: string; refresh: string; retention: string; backup: string }

/**
 * Does the work of every night at its local time, such as 03:30, or never where that is `off`. A backup is not waited for:
 * no transaction is to be open for so long.
 */
export function keepNightly(
  schedules: Pick<ReturnType<typeof createSchedules>, 'add'>,
  times: Times,
  work: Record<keyof Times, () => Promise<unknown>>,
  log: Pick<Logger, 'error'>,
): void {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions()
  const daily = (name: keyof Times, begin: () => Promise<unknown>) => {
    const [hours = 0, minutes = 0] = times[name].split(':').map(Number)
    if (times[name] !== 'off') {
      schedules.add(name, `${String(minutes)} ${String(hours)} * * *`, timeZone, begin)
    }
  }
  daily('rebuild', work.rebuild)
  daily('refresh', work.refresh)
  daily('retention', work.retention)
  daily('backup', () => {
    work.backup().catch((err: unknown) => {
      log.error({ err }, 'the backup of the day was not written')
    })
    return Promise.resolve()
  })
}
