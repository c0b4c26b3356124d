import { expect, test } from 'vitest';
import { readPython } from '../../python/testing/read.ts';

const WSGI = `import os
from django.core.wsgi import get_wsgi_application
from apig_wsgi import make_lambda_handler
os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')
application = get_wsgi_application()
handler = make_lambda_handler(application)
`;
const URLS = `from django.urls import path, include, re_path
from rest_framework.routers import DefaultRouter
from items import views
router = DefaultRouter()
router.register('sets', views.Items)
`;

/** What strangers reach: views of `items/views.py` behind \`shop/urls.py\`. */
async function told(patterns: string, views: string): Promise<readonly string[]> {
  const { flows } = await readPython(
    {
      'shop/wsgi.py': WSGI,
      'shop/__init__.py': '',
      'shop/urls.py': `${URLS}urlpatterns = [${patterns}]\n`,
      'items/__init__.py': '',
      'items/urls.py':
        "from django.urls import path\nfrom items import views\nurlpatterns = [path('<str:name>', views.inner)]\n",
      'items/views.py': `import os, json\nfrom django.http import HttpResponse, JsonResponse, HttpResponseRedirect\nfrom django.shortcuts import redirect\nfrom django.views import View\nfrom django.views.generic import ListView\nfrom django.views.decorators.csrf import csrf_exempt\nfrom django.db import connection\nfrom rest_framework.views import APIView\nfrom rest_framework import viewsets\nfrom rest_framework.decorators import api_view\nfrom .models import Item\nclass Items: pass\ndef inner(request, name):\n    pass\n${views}\n`,
      'items/models.py': 'from django.db import models\nclass Item(models.Model):\n    name = models.TextField()\n',
    },
    { handler: 'shop.wsgi.handler' },
  );
  return [...new Set(flows.map((flow) => `${flow.class} ${flow.source}`))].sort();
}

test.each<[string, string, string, readonly string[]]>([
  [
    'a function',
    "path('go', views.go)",
    "def go(request):\n    os.system('ls ' + request.GET.get('q'))",
    ['cmdi queryStringParameters.q'],
  ],
  [
    'a function that nothing routes to',
    "path('no', views.inner)",
    "def go(request):\n    os.system(request.GET['q'])",
    [],
  ],
  [
    'a function behind a decorator',
    "path('go', views.go)",
    "@csrf_exempt\ndef go(request):\n    os.system('ls ' + json.loads(request.body)['q'])",
    ['cmdi body.q'],
  ],
  [
    'a text of the path',
    "path('go/<str:name>/', views.go)",
    "def go(request, name):\n    os.system('ls ' + name)",
    ['cmdi pathParameters.name'],
  ],
  [
    'a number of the path',
    "path('go/<int:name>/', views.go)",
    "def go(request, name):\n    os.system('ls ' + str(name))",
    [],
  ],
  [
    'a slug of the path',
    "path('go/<slug:name>/', views.go)",
    "def go(request, name):\n    os.system('ls ' + name)",
    [],
  ],
  [
    'digits of the path',
    "re_path(r'^go/(?P<name>[0-9]+)/$', views.go)",
    "def go(request, name):\n    os.system('ls ' + name)",
    [],
  ],
  [
    'anything of the path',
    "re_path(r'^go/(?P<name>.+)/$', views.go)",
    "def go(request, name):\n    os.system('ls ' + name)",
    ['cmdi pathParameters.name'],
  ],
  [
    'routes of another module',
    "path('items/', include('items.urls'))",
    "def inner(request, name):\n    os.system('ls ' + name)",
    ['cmdi pathParameters.name'],
  ],
  [
    'a class',
    "path('go', views.Go.as_view())",
    "class Go(View):\n    def post(self, request):\n        os.system('ls ' + request.POST['q'])",
    ['cmdi body.q'],
  ],
  [
    'a class that asks itself for the request',
    "path('go', views.Go.as_view())",
    "class Go(ListView):\n    def get_queryset(self):\n        return Item.objects.raw('select * from t where a = ' + self.request.GET['q'])",
    ['sqli queryStringParameters.q'],
  ],
  [
    'a class of which a method nobody calls',
    "path('go', views.Go.as_view())",
    "class Go(View):\n    def _run(self, request):\n        os.system('ls ' + request.POST['q'])",
    [],
  ],
  [
    'a class of REST framework',
    "path('go', views.Go.as_view())",
    "class Go(APIView):\n    def post(self, request):\n        os.system('ls ' + request.data['q'])",
    ['cmdi body.q'],
  ],
  [
    'a number that is made',
    "path('go', views.Go.as_view())",
    "class Go(APIView):\n    def post(self, request):\n        os.system('ls %d' % int(request.data['q']))",
    [],
  ],
  [
    'a function of REST framework',
    "path('go', views.go)",
    "@api_view(['POST'])\ndef go(request):\n    with connection.cursor() as cursor:\n        cursor.execute('select ' + request.data.get('q'))",
    ['sqli body.q'],
  ],
  [
    'parameters of a statement',
    "path('go', views.go)",
    "@api_view(['POST'])\ndef go(request):\n    with connection.cursor() as cursor:\n        cursor.execute('select %s', [request.data.get('q')])",
    [],
  ],
  [
    'a set of views',
    "path('', include(router.urls))",
    "class Items(viewsets.ViewSet):\n    def retrieve(self, request, pk=None):\n        os.system('ls ' + pk)",
    ['cmdi pathParameters.pk'],
  ],
  [
    'a page',
    "path('go', views.go)",
    "def go(request):\n    return HttpResponse('<b>' + request.GET['q'])",
    ['html-response queryStringParameters.q'],
  ],
  ['a document', "path('go', views.go)", "def go(request):\n    return JsonResponse({'q': request.GET['q']})", []],
  [
    'a text that says it is JSON',
    "path('go', views.go)",
    "def go(request):\n    return HttpResponse(request.GET['q'], content_type='application/json')",
    [],
  ],
  [
    'a way out',
    "path('go', views.go)",
    "def go(request):\n    return redirect(request.GET['next'])",
    ['redirect queryStringParameters.next'],
  ],
])('Django: %s', async (_, patterns, views, expected) => {
  expect(await told(patterns, views)).toEqual(expected);
});
