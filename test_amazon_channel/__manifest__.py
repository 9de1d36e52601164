{
    "name": "Amazon Channel: End-to-end Tests",
    "summary": "Tests of Amazon Channel against a simulated Amazon, the whole way over a socket",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "author": "Amazon Channel contributors",
    "license": "LGPL-3",
    "depends": ["amazon_channel", "sale_mrp"],
    "assets": {
        "web.assets_tests": ["test_amazon_channel/static/tests/tours/**/*"],
    },
}
