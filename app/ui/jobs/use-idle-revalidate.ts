import { useNavigation, useRevalidator } from '@remix-run/react'
import { useCallback, useEffect, useRef, useState } from 'react'

/** Has the data of the page loaded anew as soon as nothing else is: a look would cut off a navigation under way. */
export function useIdleRevalidate(): () => void {
  const { state, revalidate } = useRevalidator()
  const isIdle = useNavigation().state === 'idle' && state === 'idle'
  const [asked, setAsked] = useState(0)
  const looked = useRef(0)
  useEffect(() => {
    if (!isIdle || looked.current === asked) return
    looked.current = asked
    revalidate()
  }, [asked, isIdle, revalidate])
  return useCallback(() => {
    setAsked((count) => count + 1)
  }, [])
}
