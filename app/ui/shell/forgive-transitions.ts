const CUT = ['AbortError', 'InvalidStateError', 'TimeoutError']

/**
 * A view transition is an ornament. That the next page cut it short, that its window was hidden, or that the machine was too
 * busy is told by a promise (`ready`, CSS View Transitions 1) that React Router 6 leaves lying, and is no error of a page.
 */
export function forgiveTransitions(): void {
  window.addEventListener('unhandledrejection', (event) => {
    if (isCutTransition(event.reason)) event.preventDefault()
  })
}

function isCutTransition(reason: unknown): boolean {
  return reason instanceof DOMException && CUT.includes(reason.name) && /transition/i.test(reason.message)
}
