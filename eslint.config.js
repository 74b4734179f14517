import neostandard from 'neostandard'

const fromElsewhere = ['**/dist/', '**/dist.*/', '**/*.gen.ts', '.tap/', 'bench/out/', 'data/', 'coverage/']

export default [
  ...neostandard({ ts: true, ignores: fromElsewhere }),
  {
    rules: {
      '@stylistic/arrow-parens': ['error', 'as-needed'],
      '@stylistic/comma-dangle': ['error', { arrays: 'always-multiline', objects: 'always-multiline', imports: 'always-multiline', exports: 'always-multiline', functions: 'never' }],
      '@stylistic/quotes': ['error', 'single', { avoidEscape: true, allowTemplateLiterals: false }],
      // long schemas are laid out by meaning
      '@stylistic/object-curly-newline': 'off',
      '@stylistic/object-property-newline': 'off',
      // the wire has its own names
      camelcase: 'off',
      'no-else-return': ['error', { allowElseIf: false }],
      'no-void': 'off',
      'object-shorthand': 'error',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: {
      '@stylistic/member-delimiter-style': ['error', { multiline: { delimiter: 'none' }, singleline: { delimiter: 'semi', requireLast: false } }],
      '@stylistic/type-annotation-spacing': 'error',
      // a schema's value and its type share the name; the compiler finds real redeclarations
      '@typescript-eslint/no-redeclare': 'off',
      'no-redeclare': 'off',
    },
  },
  {
    // what the process says goes through the log; only the wire, and a database that is being changed, may be untyped
    files: ['src/**/*.ts'],
    ignores: ['src/main.ts', 'src/cli/**', 'src/dialects/**', 'src/providers/**', 'src/core/dialect.ts', 'src/core/provider.ts', 'src/storage/migrations/**'],
    rules: { 'no-console': 'error', '@typescript-eslint/no-explicit-any': 'error' },
  },
]
