/** What stands readable in the database, and why. docs/at-rest.md has the same table; whatever is not in it is sealed or only there as a hash. */
export const clear: Record<string, string> = {
  'user name': 'signing in and `GET /users` look it up',
  'e-mail address': 'signing in looks it up',
  'display name': 'an admin’s list of people has it',
  'browser of a session': 'so that people know their sessions again',
  'tag of a chat': 'lists are filtered by it',
  'folder of a chat': 'lists are filtered by it',
  'path of a document': 'it is the name of a file of the operator’s',
  'model of a chat': 'it is a name of the operator’s or of a provider’s',
  clientRequestId: 'a repeated request is found by it',
  'name of an API key': 'the list of keys has it',
  'name of a provider': 'models are named after it',
  'name of a model': 'the list of models that a provider may use',
  'name of an alias': 'requests are routed by it',
  'description of an alias': 'it is shown to everybody who may ask models',
  'system prompt of an alias': 'it is the operator’s, as `SYSTEM_PROMPT` is',
}
