/**
 * GET /openapi.json, and GET /docs: the document as a page. The page is Swagger UI served from this
 * server, so it needs nothing from the internet.
 */
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import express, { type Response, Router } from 'express';

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>QuestCity API</title>
<link rel="stylesheet" href="docs/swagger-ui.css">
<link rel="icon" type="image/png" href="docs/favicon-32x32.png">
</head>
<body>
<div id="swagger-ui"></div>
<script src="docs/swagger-ui-bundle.js"></script>
<script src="docs/start.js"></script>
</body>
</html>
`;

/** A file of its own, because the content security policy allows no script inside a page. */
const START = `SwaggerUIBundle({
  url: 'openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  tryItOutEnabled: true,
});
`;

/** @param openApi the document as JSON text */
export function documentationRouter(openApi: string): Router {
  const router = Router({ caseSensitive: true });
  const swaggerUi = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const send = (response: Response, type: string, text: string) =>
    response.type(type).set('Cache-Control', 'public, max-age=300').send(text);

  router.get('/openapi.json', (_request, response) => send(response, 'json', openApi));
  router.get('/docs', (request, response) => {
    // The page's links are relative to /api/v2/docs without a slash at its end.
    if (request.originalUrl.split('?')[0]?.endsWith('/')) response.redirect(301, '../docs');
    else send(response, 'html', PAGE);
  });
  router.get('/docs/start.js', (_request, response) => send(response, 'js', START));
  router.use('/docs', express.static(swaggerUi, { index: false, maxAge: '1d' }));
  return router;
}
