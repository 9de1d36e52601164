from . import amazon_channel_cancel
from . import amazon_channel_connect
from . import amazon_channel_get_orders
from . import amazon_channel_issue_plan
from . import amazon_channel_link_file
from . import amazon_channel_publish_preview
from . import amazon_channel_listing_delete
from . import amazon_channel_publish
