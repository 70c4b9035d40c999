/**
 * The libraries whose queries run only when somebody waits for them: how their clients are made, and
 * which calls of a client are queries. Of @supabase/supabase-js 2.109 the requests were counted; of
 * @prisma/client 7.10, drizzle-orm 0.45, knex 3.3, kysely 0.28 and mongoose 9.12 the source says that
 * nothing is sent before `then`, or what runs a query in its place.
 */

export interface QueryLibrary {
  readonly name: 'Prisma' | 'Supabase' | 'Drizzle' | 'Knex' | 'Kysely' | 'Mongoose'
  /** The modules and their exports that make a client. */
  readonly module: RegExp
  readonly export: RegExp
  /** Whether the client is what `new` gives, or what a call gives. */
  readonly by: 'new' | 'call'
  /** The type of a parameter that is a client, from the same modules. */
  readonly type: RegExp
  /** Calls of a client that give another client, from the start of a path. */
  readonly client?: RegExp
  /**
   * Calls that build a query and send nothing. A path is what follows the client, without arguments:
   * `user.update()`, `from().insert().eq()`; of a client that is called itself, `().where()`; of what
   * `new` makes of it, `new.save()`.
   */
  readonly lazy: RegExp
  /** Calls that start at once and give a promise. */
  readonly eager: RegExp
  /** What runs a query that `await` does not run; `null` where `await`, `return` and `then` do. */
  readonly runs: string | null
}

/** The calls behind the beginning of a query, up to one that does something else with it. */
function chained(...enders: readonly string[]): string {
  return `(\\.(?!(${enders.join('|')})\\()\\w+\\(\\))*$`
}

const PROMISE = ['then', 'catch', 'finally']

const DRIZZLE_QUERY =
  '(with\\(\\)\\.)?(insert\\(\\)\\.(values|select)\\(\\)|update\\(\\)\\.set\\(\\)|delete\\(\\)|select(Distinct(On)?)?\\(\\)\\.from\\(\\))'
const KYSELY_VERBS = 'selectFrom|insertInto|updateTable|deleteFrom|replaceInto|mergeInto'
const KYSELY_QUERY = `(with\\w*\\(\\)\\.)*((${KYSELY_VERBS})\\(\\)|schema\\.\\w+\\(\\))`
const MONGOOSE_QUERY =
  '(find|findOne|findById|findOneAnd(Update|Delete|Replace|Remove)|findByIdAnd(Update|Delete|Remove)|updateOne|updateMany|replaceOne|deleteOne|deleteMany|countDocuments|estimatedDocumentCount|distinct|exists|aggregate)\\(\\)'
const SUPABASE = {
  name: 'Supabase',
  type: /^SupabaseClient$/,
  client: /^schema\(\)/,
  lazy: new RegExp(
    `^(from\\(\\)\\.(select|insert|update|upsert|delete)\\(\\)|rpc\\(\\))${chained(...PROMISE)}`,
  ),
  eager:
    /^(auth\.(sign(Up|In\w*|Out)|getUser|getSession|updateUser|refreshSession|resetPasswordForEmail|verifyOtp|resend)|auth\.admin\.\w+|functions\.invoke|storage\.from\(\)\.(upload|update|move|copy|remove|download|list))\(\)$/,
  runs: null,
} as const

export const QUERY_LIBRARIES: readonly QueryLibrary[] = [
  {
    name: 'Prisma',
    // The client may be generated into the project.
    module: /prisma|generated/i,
    export: /^PrismaClient$/,
    by: 'new',
    type: /^PrismaClient$/,
    client: /^\$extends\(\)/,
    lazy: /^(\w+\.(find(Unique|First)(OrThrow)?|findMany|(create|update)(Many(AndReturn)?)?|upsert|delete(Many)?|count|aggregate|groupBy|(find|aggregate)Raw)\(\)(\.(?!then|catch|finally)\w+\(\))*|\$(query|execute)RawUnsafe\(\)|\$(query|execute)Raw\(\)|\$runCommandRaw\(\))$/,
    eager: /^\$(connect|disconnect|transaction)\(\)$/,
    runs: null,
  },
  {
    ...SUPABASE,
    module: /^@supabase\/(supabase-js|ssr|auth-helpers-nextjs)$/,
    export: /^create\w*Client$/,
    by: 'call',
  },
  { ...SUPABASE, module: /^@supabase\/supabase-js$/, export: /^SupabaseClient$/, by: 'new' },
  {
    name: 'Drizzle',
    module: /^drizzle-orm\//,
    export: /^drizzle$/,
    by: 'call',
    type: /^\w+Database$/,
    lazy: new RegExp(
      `^(${DRIZZLE_QUERY}${chained(...PROMISE, 'execute', 'run', 'all', 'get', 'values', 'prepare', 'toSQL', 'getSQL', 'as', 'iterator')}|query\\.\\w+\\.find(Many|First)\\(\\)$)`,
    ),
    eager: /^transaction\(\)$/,
    runs: null,
  },
  {
    name: 'Knex',
    module: /^knex$/,
    export: /^(default|knex|\*)$/,
    by: 'call',
    type: /^Knex$/,
    lazy: new RegExp(
      `^(\\(\\)|(select|insert|from|into|table|raw|withSchema)\\(\\)|schema\\.\\w+\\(\\))${chained(...PROMISE, 'asCallback', 'stream', 'pipe', 'toSQL', 'toString', 'toQuery', 'as', 'wrap')}`,
    ),
    eager: /^(transaction|batchInsert|destroy|migrate\.\w+|seed\.\w+)\(\)$/,
    runs: null,
  },
  {
    name: 'Kysely',
    module: /^kysely$/,
    export: /^Kysely$/,
    by: 'new',
    type: /^Kysely$/,
    client: /^(withSchema|withPlugin|withoutPlugins|withTables)\(\)/,
    lazy: new RegExp(
      `^${KYSELY_QUERY}${chained('execute\\w*', 'stream', 'explain', 'compile', 'toOperationNode', 'as')}`,
    ),
    eager: new RegExp(
      `^(${KYSELY_QUERY}(\\.\\w+\\(\\))*?\\.execute\\w*\\(\\)|transaction\\(\\)(\\.\\w+\\(\\))*?\\.execute\\(\\)|destroy\\(\\))$`,
    ),
    runs: '.execute()',
  },
  {
    name: 'Mongoose',
    module: /^mongoose$/,
    export: /^model$/,
    by: 'call',
    type: /^Model$/,
    lazy: new RegExp(`^${MONGOOSE_QUERY}${chained(...PROMISE, 'exec', 'cursor', 'toConstructor')}`),
    eager: new RegExp(
      `^((create|insertMany|insertOne|bulkWrite|bulkSave)\\(\\)|new\\.save\\(\\)|${MONGOOSE_QUERY}(\\.\\w+\\(\\))*?\\.exec\\(\\))$`,
    ),
    runs: null,
  },
]

/** In a chain of calls, what may begin a query that `await` does not run. */
export const NOT_RUN_BY_AWAIT = new RegExp(`\\b(${KYSELY_VERBS}|schema)\\b`)
