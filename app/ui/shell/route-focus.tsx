import { useLocation } from '@remix-run/react'
import { useEffect, useRef } from 'react'

/**
 * Does what a browser does on a full load: when another page replaces this one, reading starts at its content. The
 * first page is left alone, because there the browser did it.
 */
export function RouteFocus() {
  const { pathname } = useLocation()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    document.getElementById('main')?.focus({ preventScroll: true })
  }, [pathname])
  return null
}
