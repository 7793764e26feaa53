/** Three strands that change places without a break. */
export function Logo() {
  return (
    <svg className="logo" viewBox="0 0 40 24" width="40" height="24" aria-hidden="true" focusable="false">
      <path className="logo__a" d="M2 4H9C20 4 20 20 31 20H38" />
      <path className="logo__b" d="M2 12H38" />
      <path className="logo__c" d="M2 20H9C20 20 20 4 31 4H38" />
    </svg>
  )
}
