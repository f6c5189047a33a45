// Where programs get what the pages show.
export function Api() {
  return (
    <>
      <p>
        The pages read <code>/api/v1</code> with the session of their user.{' '}
        <a href="/api/v1/openapi.json" target="_blank" rel="noopener">
          openapi.json
        </a>{' '}
        describes each request (OpenAPI 3.1), with the role that it needs as <code>x-needs</code>.
      </p>
      <p>
        It is for the pages. Programs use commands with <code>--json</code>, the Reports API for constituents
        (<code>api_port</code>), TAXII, and outputs.
      </p>
    </>
  );
}
