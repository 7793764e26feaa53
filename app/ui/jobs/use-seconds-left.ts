import { useEffect, useState } from 'react'

/** Seconds until a time, counted down; first as of `now`, so that the browser begins with what the server wrote. */
export function useSecondsLeft(until: string, now: string): number {
  const [at, setAt] = useState(() => Date.parse(now))
  useEffect(() => {
    const tick = () => {
      setAt(Date.now())
    }
    tick()
    const timer = setInterval(tick, 1000)
    return () => {
      clearInterval(timer)
    }
  }, [until])
  return Math.max(0, (Date.parse(until) - at) / 1000)
}
