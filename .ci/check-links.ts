// Follows every link between the pages of the documentation, to the file and to the heading in it.
import { report } from './exec.ts'
import { filesIn } from './files.ts'
import { linksOf, problemOf } from './links.ts'

const pages = filesIn().filter(path => /^(?:[A-Z]+\.md|docs\/.*\.md|packages\/[^/]+\/README\.md)$/.test(path))
const links = pages.flatMap(linksOf)
report(links.flatMap(problemOf), `${links.length} links of ${pages.length} pages lead somewhere`)
