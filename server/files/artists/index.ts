export { parseQuotedList } from './quoted-list'
export {
  anyNames,
  escapedCommaNames,
  exportifyNames,
  listedNames,
  manyNames,
  oneName,
  semicolonNames,
  type ColumnSyntax,
  type NameSyntax,
} from './syntaxes'
