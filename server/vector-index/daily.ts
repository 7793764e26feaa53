/** The next moment of local time `at` ('03:30') after `from`; a time that a clock change leaves out comes later. */
export function nextTimeOfDay(at: string, from: Date): Date {
  const [hours = 0, minutes = 0] = at.split(':').map(Number)
  const next = new Date(from)
  next.setHours(hours, minutes, 0, 0)
  if (next <= from) {
    next.setDate(next.getDate() + 1)
    next.setHours(hours, minutes, 0, 0)
  }
  return next
}

/** Runs `work` every day at local time `at`, told the moment it was planned for; never where `at` is 'off'. */
export function runDaily(at: string, work: (planned: Date) => void): { close: () => void } {
  if (at === 'off') return { close: () => undefined }
  let timer: NodeJS.Timeout
  const plan = (from: Date) => {
    const planned = nextTimeOfDay(at, from)
    timer = setTimeout(() => {
      work(planned)
      // A timer may come a millisecond early.
      plan(new Date(Math.max(planned.getTime(), Date.now())))
    }, planned.getTime() - Date.now())
    timer.unref()
  }
  plan(new Date())
  return {
    close: () => {
      clearTimeout(timer)
    },
  }
}
