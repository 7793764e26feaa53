import { useRevalidator } from '@remix-run/react'
import { useEffect } from 'react'

/** Milliseconds between two looks at a running job. */
const LOOK_AGAIN_MS = 1000

/** Loads the data of the page anew, again and again, while the component is shown. */
export function useLookAgain(): void {
  const { state, revalidate } = useRevalidator()
  useEffect(() => {
    if (state !== 'idle') return
    const timer = setTimeout(revalidate, LOOK_AGAIN_MS)
    return () => clearTimeout(timer)
  }, [state, revalidate])
}
