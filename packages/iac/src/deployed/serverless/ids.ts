/**
 * Logical ids as the Serverless Framework makes them, so that what a template refers to is found.
 * https://www.serverless.com/framework/docs/providers/aws/guide/resources#aws-cloudformation-resource-reference
 */
export function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** `send-mail` is `SendDashmail`. */
export function normalName(name: string): string {
  return upperFirst(name.replaceAll('-', 'Dash').replaceAll('_', 'Underscore'));
}

/** Letters and digits only: `my.bucket` is `Mybucket`. */
export function plainName(name: string): string {
  return upperFirst(name.replace(/[^0-9A-Za-z]/g, ''));
}

/** `users/{user-id}` is `UsersUserDashidVar`. */
export function pathName(path: string): string {
  return path
    .split('/')
    .map((part) =>
      upperFirst(
        part
          .toLowerCase()
          .replaceAll('-', 'Dash')
          .replace(/\{([^{}]*)\}/g, '$1Var')
          .replace(/[^0-9A-Za-z]/g, ''),
      ),
    )
    .join('');
}

/** `$connect` is `Sconnect`. */
export function routeName(route: string): string {
  return route
    .replaceAll('$', 'S')
    .replaceAll('/', 'Slash')
    .replaceAll('-', 'Dash')
    .replaceAll('_', 'Underscore')
    .replaceAll('.', 'Period');
}

export const ROLE = 'IamRoleLambdaExecution';
export const REST_API = 'ApiGatewayRestApi';
export const HTTP_API = 'HttpApi';
export const WEBSOCKET_API = 'WebsocketsApi';
export const DEPLOYMENT_BUCKET = 'ServerlessDeploymentBucket';
