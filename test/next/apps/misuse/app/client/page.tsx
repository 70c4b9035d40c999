import { ByDeepImport } from './deep-import'
import { ByDefaultImport } from './default-import'
import { ByImportCall } from './import-call'
import { ByName } from './named'
import { ByNamespace } from './namespace'
import { ByReexport } from './re-export'
import { ByRequire } from './require'

export default function Page() {
  return (
    <>
      <ByName />
      <ByNamespace />
      <ByDefaultImport />
      <ByRequire />
      <ByImportCall />
      <ByReexport />
      <ByDeepImport />
    </>
  )
}
