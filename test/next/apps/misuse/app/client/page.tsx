import { ByDeepImport } from './deep-import'
import { ByImportCall } from './import-call'
import { ByNamespace } from './namespace'
import { ByReexport } from './re-export'
import { ByRequire } from './require'

export default function Page() {
  return (
    <>
      <ByNamespace />
      <ByRequire />
      <ByImportCall />
      <ByReexport />
      <ByDeepImport />
    </>
  )
}
